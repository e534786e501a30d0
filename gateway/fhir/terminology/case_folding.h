// When two codes or two displays are the same although they are written differently.
#pragma once

#include <cstdint>
#include <string_view>

namespace renkei::terminology {

// Codes are compared byte by byte; where a code system ignores case, A to Z only.
bool same_ignoring_case(std::string_view left, std::string_view right);
std::uint64_t hash_of(std::string_view code);
std::uint64_t hash_ignoring_case(std::string_view code);

// Displays: case does not count (Latin, Greek, Cyrillic, full width), nor how much white space there is.
bool same_display(std::string_view left, std::string_view right);

// asked: "de-CH,en"; "de" fits "de-CH" and the other way round. An empty language fits everything.
bool language_fits(std::string_view asked, std::string_view language);

} // namespace renkei::terminology
