// Text -> the inside of an attribute or the content of an element. UTF-8 stays as it is.
#pragma once

#include <string>
#include <string_view>

namespace renkei::xml {

constexpr std::string_view xml_namespace = "http://www.w3.org/XML/1998/namespace"; // of xml:lang and the like

void append_attribute(std::string& out, std::string_view text); // between double quotes
void append_text(std::string& out, std::string_view text);

// For text that may hold what XML does not allow: U+FFFD stands for it.
struct ReplacedCharacters {
    char32_t code = 0; // the first of them
    bool any = false;
};
ReplacedCharacters append_attribute_of_any(std::string& out, std::string_view text);
ReplacedCharacters append_text_of_any(std::string& out, std::string_view text);

} // namespace renkei::xml
