#include "gateway/policy/check_digit.h"

#include "gateway/base/check_digit.h"

#include <algorithm>

namespace renkei::policy {
namespace {

// Kinds whose last digit is one by base/check_digit.h, over all digits.
constexpr std::string_view checked[] = {"office", "institution", "insurer"};

} // namespace

bool check_digit_holds(const Number& number) {
    return std::ranges::find(checked, number.kind) == std::end(checked) || base::check_digit_holds(number.value);
}

} // namespace renkei::policy
