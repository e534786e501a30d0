#include "gateway/network/policy/check_digit.h"

#include "gateway/core/base/check_digit.h"

#include <algorithm>

namespace renkei::policy {
namespace {

// Kinds whose last digit is one by base/check_digit.h, over all digits.
constexpr std::string_view checked[] = {"office", "institution", "insurer"};

} // namespace

bool has_valid_check_digit(const Number& number) {
    return std::ranges::find(checked, number.kind) == std::end(checked) ||
           base::has_valid_check_digit(number.value);
}

} // namespace renkei::policy
