#include "gateway/core/base/number.h"

#include "gateway/core/base/characters.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace renkei::base {
namespace {

constexpr std::int64_t max_digits = 18; // so many digits always fit into 64 bits

// Takes the digits at the head of `text`.
std::string_view take_digits(std::string_view& text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    const auto size = static_cast<std::size_t>(end - text.begin());
    const std::string_view out = text.substr(0, size);
    text.remove_prefix(size);
    return out;
}

// An exponent that does not fit becomes the largest: such a text has more digits than any document.
std::optional<std::int64_t> exponent_in(std::string_view text) {
    constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max() / 4;
    if (text.empty()) {
        return 0;
    }
    if (text[0] != 'e' && text[0] != 'E') {
        return std::nullopt;
    }
    text.remove_prefix(1);
    const bool is_negative = text.starts_with('-');
    text.remove_prefix(is_negative || text.starts_with('+') ? 1 : 0);
    if (text.empty() || !std::ranges::all_of(text, is_digit)) {
        return std::nullopt;
    }
    std::int64_t out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    out = read.ec == std::errc::result_out_of_range ? largest : std::min(out, largest);
    return is_negative ? -out : out;
}

} // namespace

std::optional<Number> Number::of(std::string_view text) {
    Number out;
    out.is_negative_ = text.starts_with('-');
    text.remove_prefix(out.is_negative_ ? 1 : 0);
    const std::string_view whole = take_digits(text);
    std::string_view fraction;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        fraction = take_digits(text);
        if (fraction.empty()) {
            return std::nullopt;
        }
    }
    const std::optional<std::int64_t> exponent = exponent_in(text);
    if (whole.empty() || !exponent) {
        return std::nullopt;
    }
    out.digits_.append(whole).append(fraction);
    out.digits_.erase(out.digits_.find_last_not_of('0') + 1);
    const std::size_t zeros = std::min(out.digits_.find_first_not_of('0'), out.digits_.size());
    out.digits_.erase(0, zeros);
    if (out.digits_.empty()) {
        return Number();
    }
    out.before_ = static_cast<std::int64_t>(whole.size()) - static_cast<std::int64_t>(zeros) + *exponent;
    return out;
}

std::strong_ordering operator<=>(const Number& a, const Number& b) {
    const int sign_a = a.digits_.empty() ? 0 : a.is_negative_ ? -1 : 1;
    const int sign_b = b.digits_.empty() ? 0 : b.is_negative_ ? -1 : 1;
    if (sign_a != sign_b || sign_a == 0) {
        return sign_a <=> sign_b;
    }
    const Number& left = sign_a > 0 ? a : b;
    const Number& right = sign_a > 0 ? b : a;
    return left.before_ != right.before_ ? left.before_ <=> right.before_
                                         : left.digits_.compare(right.digits_) <=> 0;
}

std::int64_t Number::decimals() const {
    return std::max<std::int64_t>(0, static_cast<std::int64_t>(digits_.size()) - before_);
}

std::optional<std::int64_t> Number::scaled(std::int64_t decimals) const {
    if (digits_.empty()) {
        return 0;
    }
    const std::int64_t wanted = before_ + decimals; // digits of the result
    if (this->decimals() > decimals || wanted > max_digits) {
        return std::nullopt;
    }
    std::string text = digits_;
    text.append(static_cast<std::size_t>(wanted) - digits_.size(), '0');
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return is_negative_ ? -out : out;
}

bool adds_up(const Number& total, std::span<const Number> parts) {
    std::int64_t decimals = total.decimals();
    for (const Number& part : parts) {
        decimals = std::max(decimals, part.decimals());
    }
    std::optional<std::int64_t> left = total.scaled(decimals);
    for (const Number& part : parts) {
        const std::optional<std::int64_t> units = part.scaled(decimals);
        std::int64_t rest = 0;
        if (!left || !units || __builtin_sub_overflow(*left, *units, &rest)) {
            return false;
        }
        left = rest;
    }
    return left == 0;
}

std::strong_ordering compare_numbers(std::string_view left, std::string_view right) {
    return Number::of(left).value_or(Number()) <=> Number::of(right).value_or(Number());
}

std::string_view short_number(std::string_view number) {
    if (number.find('.') != std::string_view::npos) {
        number = number.substr(0, number.find_last_not_of('0') + 1);
        number.remove_suffix(number.ends_with('.') ? 1 : 0);
    }
    return number;
}

} // namespace renkei::base
