// UTF-8: is it well-formed, its characters one by one, how many there are, which may not occur in a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::text {

constexpr char32_t replacement_character = 0xFFFD;
constexpr std::string_view replacement_bytes = "\xEF\xBF\xBD";

// Offset of the first byte that does not belong to a well-formed sequence (no overlong forms, surrogates,
// values above 10FFFF).
std::optional<std::size_t> first_ill_formed(std::string_view utf8);
inline bool is_utf8(std::string_view utf8) { return !first_ill_formed(utf8); }

// How many bytes at the head are plain: ASCII from space to tilde. Eight at a time: the fast path of every
// reader here.
std::size_t plain_prefix(std::string_view bytes);

struct CodePoint {
    char32_t value;
    std::uint8_t size; // bytes it takes; 1 for a byte that belongs to no sequence, whose value is then U+FFFD
};
// The character that begins at `at`, which is inside the text.
CodePoint code_point_at(std::string_view utf8, std::size_t at);
char* write_utf8(char* out, char32_t value); // at most four bytes; where they end
void append(std::string& out, char32_t value);

std::size_t count_code_points(std::string_view utf8);
// The first code points of a text; what belongs to no character is kept with the one before it.
std::string_view head_of(std::string_view utf8, std::size_t code_points);

// What a person calls a character: a letter with its variation selector or combining mark is one, an emoji of
// several parts too. Half-width ﾞ and ﾟ count on their own, as they do in the ministry's lengths (ｶﾞ is two).
std::size_t count_characters(std::string_view utf8);

// NUL, C0 but TAB LF CR, DEL and C1: not part of any text here.
bool is_control(char32_t value);
// Marks of direction, and those that isolate text or end that: what follows may be read elsewhere than it
// stands.
bool turns_text(char32_t value);
struct Control {
    std::size_t at;
    char32_t value;
};
std::optional<Control> first_control(std::string_view utf8);

// "U+9AD9"
std::string code_point_name(char32_t value);

} // namespace renkei::text
