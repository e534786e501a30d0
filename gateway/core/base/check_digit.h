// Check digits of Japanese public numbers.
#pragma once

#include <string_view>

namespace renkei::base {

// Modulus 10, weights 2 1 2 1 … from the digit before the last; digits of a two-digit product are added. What
// is not all digits (the H-numbers of public assistance) has no check digit, so it holds.
bool has_valid_check_digit(std::string_view number);

} // namespace renkei::base
