// Check digits of the numbers of organisations.
#pragma once

#include "gateway/network/policy/number.h"

namespace renkei::policy {

// Also where nothing is known of one. An institution's digit is computed with its prefecture and fee table,
// so that a station's seven digits are not enough; a municipality's follows another rule (JIS X 0402, modulus
// 11), to which no document of this gateway is held either.
bool has_valid_check_digit(const Number& number);

} // namespace renkei::policy
