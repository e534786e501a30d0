// UTF-8 to CP932, as a sender's program writes it.
#pragma once

#include "gateway/core/text/cp932.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::test {

inline std::string cp932(std::string_view utf8) {
    std::string out;
    std::vector<text::EncodeNote> notes;
    text::encode_cp932(utf8, out, notes);
    return out;
}

} // namespace renkei::test
