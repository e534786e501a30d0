// JSON numbers by their value, whatever their size: FHIRPath's decimals end at 28 digits, R4's do not.
#pragma once

#include <compare>
#include <string_view>

namespace renkei::validate {

// Of two numbers as JSON writes them: 1.50 is 1.5, 1e30 is above 9.99e29.
std::strong_ordering compare_numbers(std::string_view left, std::string_view right);

} // namespace renkei::validate
