#include "gateway/core/base/decimal.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string>

namespace renkei::base {
namespace {

// 0.DIGITS times ten to the power; no digits: zero.
struct Parts {
    bool is_negative = false;
    std::string digits; // neither begin nor end with a zero
    std::int64_t power = 0;
};

// Beyond what fits, the largest: such a text has more digits than any document.
std::int64_t exponent_in(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    text.remove_prefix(is_negative || text.starts_with('+') ? 1 : 0);
    constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max() / 4;
    std::int64_t out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    out = read.ec == std::errc::result_out_of_range ? largest : std::min(out, largest);
    return is_negative ? -out : out;
}

Parts parts_of_number(std::string_view text) {
    Parts out;
    out.is_negative = text.starts_with('-');
    text.remove_prefix(out.is_negative ? 1 : 0);
    const std::size_t e = std::min(text.find_first_of("eE"), text.size());
    out.power = e < text.size() ? exponent_in(text.substr(e + 1)) : 0;
    text = text.substr(0, e);
    const std::size_t point = std::min(text.find('.'), text.size());
    out.power += static_cast<std::int64_t>(point);
    out.digits = text.substr(0, point);
    out.digits += text.substr(std::min(point + 1, text.size()));
    const std::size_t first = std::min(out.digits.find_first_not_of('0'), out.digits.size());
    out.digits.erase(0, first);
    out.power -= static_cast<std::int64_t>(first);
    out.digits.erase(out.digits.find_last_not_of('0') + 1);
    return out;
}

std::strong_ordering compare_magnitudes(const Parts& left, const Parts& right) {
    if (left.digits.empty() || right.digits.empty()) {
        return left.digits.size() <=> right.digits.size();
    }
    const std::strong_ordering by_power = left.power <=> right.power;
    return by_power != 0 ? by_power : left.digits.compare(right.digits) <=> 0;
}

} // namespace

std::strong_ordering compare_numbers(std::string_view left, std::string_view right) {
    const Parts a = parts_of_number(left);
    const Parts b = parts_of_number(right);
    const bool a_is_below_zero = a.is_negative && !a.digits.empty();
    const bool b_is_below_zero = b.is_negative && !b.digits.empty();
    if (a_is_below_zero != b_is_below_zero) {
        return a_is_below_zero ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    return a_is_below_zero ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

} // namespace renkei::base
