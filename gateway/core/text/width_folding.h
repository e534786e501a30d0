// Texts compared without what people write in different ways: width, case, spaces.
#pragma once

#include <string>
#include <string_view>

namespace renkei::text {

// NFKC with case folding (Unicode 3.13, D146) and without white space and control characters: "連携　花子"
// and "連携 花子" are the same, so are "ＡＤＬ" and "adl". Ill-formed UTF-8 stays as it is.
std::string fold(std::string_view utf8);

} // namespace renkei::text
