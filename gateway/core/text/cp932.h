// CP932 (Windows Shift_JIS) to UTF-8 and back with an own table. Nothing is replaced in silence: whatever
// does not go over as it is comes back as a note, and the caller decides whether that is an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::text {

constexpr char32_t geta = 0x3013; // 〓, what Japanese printers set for a letter they do not have

// Unicode of a two-byte sequence, 0 if there is none. Gaiji F040-F9FC give their private-use code.
char16_t unicode_of(std::uint16_t pair);
// Canonical bytes (one or two) as Windows writes them, 0 if there are none. U+0000 has no bytes here; private
// use has none.
std::uint16_t cp932_of(char32_t value);
bool in_cp932(char32_t value);

enum class DecodeKind : std::uint8_t {
    bad_sequence,  // no character; U+FFFD is in its place
    gaiji,         // a private-use letter of the sender's system; replaced by 〓
    not_canonical, // one of the 398 pairs that Windows writes in another way; the character is right
    control,       // kept as it is
};

struct DecodeNote {
    std::size_t at;     // byte offset in what was decoded
    std::uint16_t code; // the one or two bytes found
    DecodeKind kind;
    bool operator==(const DecodeNote&) const = default;
};

// Appends the text to `out` and a note on each odd character to `notes`.
void decode_cp932(std::string_view bytes, std::string& out, std::vector<DecodeNote>& notes);

// The same into a buffer with room for decoded_room() bytes; returns the end of what was written. The hot
// path.
char* decode_cp932(std::string_view bytes, char* out, std::vector<DecodeNote>& notes);
constexpr std::size_t decoded_room(std::size_t bytes) { return 3 * bytes; }

enum class EncodeKind : std::uint8_t {
    best_fit,         // another character of the same look: 〜 → ～
    composed,         // a combining mark went into its letter: か + U+3099 → が
    selector_dropped, // a variation selector: the letter stays, its special shape is lost
    unmappable,       // 〓 is in its place
    control,          // 〓 is in its place
    ill_formed,       // not UTF-8; 〓 is in its place
    line_break,       // CR or CR LF; what is written is read as LF
};

struct EncodeNote {
    std::size_t at; // byte offset in the UTF-8 text (of the mark, if composed)
    char32_t found;
    char32_t written; // 0: nothing
    EncodeKind kind;
    bool operator==(const EncodeNote&) const = default;
};

// Appends the bytes to `out`; every character that is not written as itself is in `notes`.
void encode_cp932(std::string_view utf8, std::string& out, std::vector<EncodeNote>& notes);

// Strict: the characters that have no bytes of their own in CP932 (best fit does not help), each with its
// place.
std::vector<EncodeNote> not_in_cp932(std::string_view utf8);

} // namespace renkei::text
