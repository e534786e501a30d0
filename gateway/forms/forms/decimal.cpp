#include "gateway/forms/forms/decimal.h"

#include <algorithm>
#include <charconv>

namespace renkei::forms {
namespace {

constexpr std::int64_t most_digits = 18; // that surely fit into 64 bits

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes the digits at the head of `text`.
std::string_view take_digits(std::string_view& text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    const auto size = static_cast<std::size_t>(end - text.begin());
    const std::string_view out = text.substr(0, size);
    text.remove_prefix(size);
    return out;
}

std::optional<std::int64_t> exponent_of(std::string_view text) {
    if (text.empty()) {
        return 0;
    }
    if (text[0] != 'e' && text[0] != 'E') {
        return std::nullopt;
    }
    text.remove_prefix(text.size() > 1 && text[1] == '+' ? 2 : 1);
    std::int32_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size() ? std::optional<std::int64_t>(out)
                                                                    : std::nullopt;
}

} // namespace

std::optional<Decimal> Decimal::of(std::string_view text) {
    Decimal out;
    out.negative_ = text.starts_with('-');
    text.remove_prefix(out.negative_ ? 1 : 0);
    const std::string_view whole = take_digits(text);
    std::string_view fraction;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        fraction = take_digits(text);
        if (fraction.empty()) {
            return std::nullopt;
        }
    }
    const std::optional<std::int64_t> exponent = exponent_of(text);
    if (whole.empty() || !exponent) {
        return std::nullopt;
    }
    out.digits_.append(whole).append(fraction);
    out.digits_.erase(out.digits_.find_last_not_of('0') + 1);
    const std::size_t zeros = std::min(out.digits_.find_first_not_of('0'), out.digits_.size());
    out.digits_.erase(0, zeros);
    if (out.digits_.empty()) {
        return Decimal();
    }
    out.before_ = static_cast<std::int64_t>(whole.size()) - static_cast<std::int64_t>(zeros) + *exponent;
    return out;
}

bool operator<(const Decimal& a, const Decimal& b) {
    const int sign_a = a.digits_.empty() ? 0 : a.negative_ ? -1 : 1;
    const int sign_b = b.digits_.empty() ? 0 : b.negative_ ? -1 : 1;
    if (sign_a != sign_b || sign_a == 0) {
        return sign_a < sign_b;
    }
    const Decimal& small = sign_a > 0 ? a : b;
    const Decimal& large = sign_a > 0 ? b : a;
    return small.before_ != large.before_ ? small.before_ < large.before_ : small.digits_ < large.digits_;
}

std::int64_t Decimal::decimals() const {
    return std::max<std::int64_t>(0, static_cast<std::int64_t>(digits_.size()) - before_);
}

std::optional<std::int64_t> Decimal::scaled(std::int64_t decimals) const {
    if (digits_.empty()) {
        return 0;
    }
    const std::int64_t wanted = before_ + decimals; // digits of the result
    if (this->decimals() > decimals || wanted > most_digits) {
        return std::nullopt;
    }
    std::string text = digits_;
    text.append(static_cast<std::size_t>(wanted) - digits_.size(), '0');
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return negative_ ? -out : out;
}

bool adds_up(const Decimal& total, std::span<const Decimal> parts) {
    std::int64_t decimals = total.decimals();
    for (const Decimal& part : parts) {
        decimals = std::max(decimals, part.decimals());
    }
    std::optional<std::int64_t> left = total.scaled(decimals);
    for (const Decimal& part : parts) {
        const std::optional<std::int64_t> units = part.scaled(decimals);
        std::int64_t rest = 0;
        if (!left || !units || __builtin_sub_overflow(*left, *units, &rest)) {
            return false;
        }
        left = rest;
    }
    return left == 0;
}

} // namespace renkei::forms
