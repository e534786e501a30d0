#include "gateway/core/base/check_digit.h"

#include "gateway/core/base/characters.h"

#include <algorithm>

namespace renkei::base {

bool has_valid_check_digit(std::string_view number) {
    const bool is_checked = number.size() > 1 && std::all_of(number.begin(), number.end(), base::is_digit);
    if (!is_checked) {
        return true;
    }
    int sum = 0;
    for (std::size_t i = 1; i < number.size(); ++i) {
        const int product = (number[number.size() - 1 - i] - '0') * (i % 2 == 1 ? 2 : 1);
        sum += product / 10 + product % 10;
    }
    return (10 - sum % 10) % 10 == number.back() - '0';
}

} // namespace renkei::base
