// References of XML in text: to characters and to the five entities.
#pragma once

#include <string>
#include <string_view>

namespace renkei::xml {

// Text of Markup with its references resolved.
void append_resolved(std::string& out, std::string_view text);

} // namespace renkei::xml
