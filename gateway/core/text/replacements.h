// What is written for a character that a receiver's system lacks. What Unicode itself says of a character
// (㍉ is ミリ in one square) is used as it is; the rest stands in replacements.tsv.
#pragma once

#include "gateway/core/text/repertoire.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::text {

// Where a replacement reads as what it stands for.
enum class Beside : std::uint8_t {
    anything,
    no_digit,       // (½: 1½ would become 11/2)
    no_roman_digit, // (Ⅱ: ⅠⅡ would become III)
    only_a_letter,  // behind it (m²), and before no digit
};

struct Replacement {
    std::string written{}; // may be empty: a mark that is not seen
    Beside beside = Beside::no_digit;
};
// Nothing: no replacement is known that says the same, or it is not in the repertoire either.
std::optional<Replacement> replacement_of(char32_t value, Repertoire repertoire);

// What the table has for a character.
std::optional<std::string_view> listed_replacement(char32_t value);

} // namespace renkei::text
