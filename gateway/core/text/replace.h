// A text in the characters that a receiver's system has, with a note on each character that was replaced.
#pragma once

#include "gateway/core/text/repertoire.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::text {

enum class ReplaceKind : std::uint8_t {
    same,      // the same character or letter as CP932 writes it: 〜 → ～, か + U+3099 → が
    selector,  // a variation selector was left out
    replaced,  // by what means the same: 髙 → 高, ① → (1)
    gaiji,     // by 〓
    ambiguous, // 〓 is in its place: beside what stands there it would read as something else (1½)
    unknown,   // 〓 is in its place: nothing is known that says the same
};

struct ReplaceNote {
    std::size_t at; // byte offset in the text
    char32_t found;
    std::string written; // what would have been written, if ambiguous
    ReplaceKind kind;
    bool operator==(const ReplaceNote&) const = default;
};

// Afterwards every character of `utf8` is in the repertoire; with a note that is ambiguous or unknown it must
// not be sent. Only control characters and what is no UTF-8 stay: a writer refuses them itself.
std::vector<ReplaceNote> replace_characters(std::string& utf8, Characters characters);

// Would replace_characters() note nothing? Not of a text that is no UTF-8.
bool has_only(std::string_view utf8, Characters characters);

// The text in the letters that every system has, for comparing: 髙橋 and 高橋 are one name, as two systems
// write it. What has no counterpart stays.
std::string plainest(std::string_view utf8);

} // namespace renkei::text
