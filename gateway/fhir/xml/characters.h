// Which characters XML 1.0 allows where, over UTF-8.
#pragma once

#include "gateway/core/base/characters.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace renkei::xml {

// A character of a text: its number and its length in bytes; length 0: no UTF-8 here.
struct Character {
    char32_t code = 0;
    std::uint32_t length = 0;
};
Character character_at(std::string_view text, std::size_t at);

bool is_allowed(char32_t code);    // anywhere in a document
bool is_name_start(char32_t code); // the first of a name
bool is_name_part(char32_t code);  // the others

using base::is_space;
bool is_blank(std::string_view text);

// Appends the character that &lt; &#10; … stand for, and moves `at` from the '&' behind the ';'. False if
// there is no reference, or one to nothing that XML knows.
bool append_reference(std::string& out, std::string_view text, std::size_t& at);

// The text with every reference that XML knows replaced.
void append_resolved(std::string& out, std::string_view text);
std::string without_references(std::string_view text);

} // namespace renkei::xml
