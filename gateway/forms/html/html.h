// Text as HTML: escaped, and unable to change how its surroundings are read.
#pragma once

#include <string>
#include <string_view>

namespace renkei::html {

// Escaped. Control characters, which HTML does not allow, become U+FFFD.
void append_text(std::string& out, std::string_view text);
std::string escaped(std::string_view text);

// Text that came from outside: isolated, so that right-to-left characters in it do not turn what follows.
std::string isolated(std::string_view text);

// A string of CSS, with its quotes: isolated, without marks of direction, and unable to end the string
// or the style element.
std::string css_string(std::string_view text);

} // namespace renkei::html
