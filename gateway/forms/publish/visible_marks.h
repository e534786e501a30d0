// Texts of others in what people look at.
#pragma once

#include <string>
#include <string_view>

namespace renkei::publish {

// Characters that are not seen, but change what is seen, by their numbers: controls, and marks of writing
// direction ("[U+202E]"). TAB and LF stay.
std::string with_visible_marks(std::string_view text);

} // namespace renkei::publish
