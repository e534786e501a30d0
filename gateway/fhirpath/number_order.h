// JSON numbers by their value, whatever their size: Decimal ends at 28 digits, R4's decimals do not.
#pragma once

#include <compare>
#include <string_view>

namespace renkei::fhirpath {

// Of two numbers as JSON writes them: 1.50 is 1.5, 1e30 is above 9.99e29.
std::strong_ordering compare_numbers(std::string_view left, std::string_view right);

} // namespace renkei::fhirpath
