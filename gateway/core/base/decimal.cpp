#include "gateway/core/base/decimal.h"

#include "gateway/core/base/characters.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace renkei::base {
namespace {

constexpr int max_powers = 39; // 10^38 is the largest that Int128 holds

constexpr std::array<Int128, max_powers> powers = [] {
    std::array<Int128, max_powers> out{};
    out[0] = 1;
    for (std::size_t n = 1; n < out.size(); ++n) {
        out[n] = out[n - 1] * 10;
    }
    return out;
}();

constexpr Int128 limit = powers[Decimal::max_digits];

Int128 power(int n) { return powers[static_cast<std::size_t>(n)]; }

Int128 divided(Int128 value, Int128 by, Rounding rounding) {
    const Int128 quotient = value / by;
    const Int128 rest = value % by;
    switch (rounding) {
    case Rounding::down: return rest < 0 ? quotient - 1 : quotient;
    case Rounding::up: return rest > 0 ? quotient + 1 : quotient;
    case Rounding::towards_zero: return quotient;
    case Rounding::half_away: return magnitude(rest) * 2 >= by ? quotient + (value < 0 ? -1 : 1) : quotient;
    }
    return quotient;
}

// Drops digits behind the point until the number has at most 28.
std::optional<Decimal> fitted(Int128 digits, int scale) {
    while (magnitude(digits) >= limit || scale > Decimal::max_digits) {
        if (scale == 0) {
            return std::nullopt;
        }
        digits = divided(digits, 10, Rounding::half_away);
        --scale;
    }
    return Decimal{.digits = digits, .scale = static_cast<std::uint8_t>(scale)};
}

// The digits of `a` at a larger scale; none if they do not fit into Int128.
std::optional<Int128> at_scale(const Decimal& a, int scale) {
    Int128 out = 0;
    if (__builtin_mul_overflow(a.digits, power(scale - a.scale), &out)) {
        return std::nullopt;
    }
    return out;
}

Decimal one_digit_less(const Decimal& a) {
    return {.digits = divided(a.digits, 10, Rounding::half_away),
            .scale = static_cast<std::uint8_t>(a.scale - 1)};
}

std::string whole_text(Int128 value) {
    std::string out;
    do {
        out.push_back(static_cast<char>('0' + static_cast<int>(value % 10)));
        value /= 10;
    } while (value != 0);
    std::ranges::reverse(out);
    return out;
}

std::optional<int> exponent_of(std::string_view text) {
    if (text.empty()) {
        return 0;
    }
    text.remove_prefix(1); // the e
    const bool is_negative = !text.empty() && text.front() == '-';
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        text.remove_prefix(1);
    }
    if (text.empty() || !std::ranges::all_of(text, is_digit)) {
        return std::nullopt;
    }
    int out = 0;
    for (const char c : text) {
        out = std::min(out * 10 + (c - '0'), 10'000);
    }
    return is_negative ? -out : out;
}

std::optional<Decimal> shifted(Int128 digits, int scale) {
    if (digits == 0) {
        return Decimal{.scale = static_cast<std::uint8_t>(std::clamp(scale, 0, Decimal::max_digits))};
    }
    if (scale < 0) {
        Int128 out = 0;
        if (scale < -Decimal::max_digits || __builtin_mul_overflow(digits, power(-scale), &out)) {
            return std::nullopt;
        }
        return fitted(out, 0);
    }
    return scale > 1'000 ? Decimal{.scale = Decimal::max_digits} : fitted(digits, scale);
}

} // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    const std::size_t e = std::min(text.find_first_of("eE"), text.size());
    const std::optional<int> exponent = exponent_of(text.substr(e));
    text = text.substr(0, e);
    const std::size_t point = text.find('.');
    if (!exponent || text.empty() || !is_digit(text.front()) || !is_digit(text.back())) {
        return std::nullopt;
    }
    Int128 digits = 0;
    int scale = 0;
    bool is_full = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (at == point) {
            continue;
        }
        if (!is_digit(text[at])) {
            return std::nullopt;
        }
        if (at > point && is_full) {
            continue; // beyond what is kept
        }
        if (is_full) {
            return std::nullopt;
        }
        digits = digits * 10 + (text[at] - '0');
        scale += at > point ? 1 : 0;
        is_full = digits >= powers[36];
    }
    return shifted(is_negative ? -digits : digits, scale - *exponent);
}

std::optional<Decimal> Decimal::nearest(long double value) {
    if (!std::isfinite(value) || std::fabs(value) >= 1e27L) {
        return std::nullopt;
    }
    char text[64];
    const int size = std::snprintf(text, sizeof text, "%.16Le", value);
    const auto out = parse({text, static_cast<std::size_t>(size)});
    return out ? std::optional(without_trailing_zeros(*out)) : std::nullopt;
}

bool Decimal::is_whole() const { return digits % power(scale) == 0; }

long double Decimal::approximate() const {
    return static_cast<long double>(digits) / static_cast<long double>(power(scale));
}

std::string Decimal::text() const {
    std::string out = whole_text(magnitude(digits));
    if (scale > 0) {
        if (out.size() <= scale) {
            out.insert(0, scale + 1 - out.size(), '0');
        }
        out.insert(out.size() - scale, 1, '.');
    }
    return digits < 0 ? "-" + out : out;
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
    const int scale = std::max(a.scale, b.scale);
    const auto left = at_scale(a, scale);
    const auto right = at_scale(b, scale);
    if (!left) { // so large that the other one cannot be as large
        return a.digits < 0 ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    if (!right) {
        return b.digits < 0 ? std::strong_ordering::greater : std::strong_ordering::less;
    }
    return *left < *right   ? std::strong_ordering::less
           : *left > *right ? std::strong_ordering::greater
                            : std::strong_ordering::equal;
}

bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }

std::optional<Decimal> add(const Decimal& a, const Decimal& b) {
    int scale = std::max(a.scale, b.scale);
    for (; scale >= std::min(a.scale, b.scale); --scale) {
        const Decimal x = *rounded(a, std::min<int>(scale, a.scale), Rounding::half_away);
        const Decimal y = *rounded(b, std::min<int>(scale, b.scale), Rounding::half_away);
        const auto left = at_scale(x, scale);
        const auto right = at_scale(y, scale);
        Int128 sum = 0;
        if (left && right && !__builtin_add_overflow(*left, *right, &sum)) {
            return fitted(sum, scale);
        }
    }
    return std::nullopt;
}

std::optional<Decimal> subtract(const Decimal& a, const Decimal& b) { return add(a, negate(b)); }

std::optional<Decimal> multiply(const Decimal& a, const Decimal& b) {
    Decimal left = a;
    Decimal right = b;
    Int128 product = 0;
    while (__builtin_mul_overflow(left.digits, right.digits, &product)) {
        Decimal& longer = magnitude(left.digits) > magnitude(right.digits) ? left : right;
        Decimal& shorter = &longer == &left ? right : left;
        if (longer.scale == 0 && shorter.scale == 0) {
            return std::nullopt;
        }
        Decimal& reduced = longer.scale > 0 ? longer : shorter;
        reduced = one_digit_less(reduced);
    }
    return fitted(product, left.scale + right.scale);
}

std::optional<Decimal> divide(const Decimal& a, const Decimal& b) {
    if (b.is_zero()) {
        return std::nullopt;
    }
    const Int128 by = magnitude(b.digits);
    const bool is_negative = (a.digits < 0) != (b.digits < 0);
    Int128 quotient = magnitude(a.digits) / by;
    Int128 rest = magnitude(a.digits) % by;
    int scale = a.scale - b.scale;
    while (scale < 0 || (rest != 0 && scale < Decimal::max_digits && quotient < limit / 10)) {
        if (quotient >= powers[36]) {
            return std::nullopt;
        }
        rest *= 10;
        quotient = quotient * 10 + rest / by;
        rest %= by;
        ++scale;
    }
    if (rest * 2 >= by) {
        ++quotient;
    }
    return fitted(is_negative ? -quotient : quotient, scale);
}

std::optional<Decimal> divide_whole(const Decimal& a, const Decimal& b) {
    if (b.is_zero()) {
        return std::nullopt;
    }
    const int scale = std::max(a.scale, b.scale);
    const auto left = at_scale(a, scale);
    const auto right = at_scale(b, scale);
    if (!right) { // |b| is above |a|
        return Decimal{};
    }
    if (!left) {
        const auto quotient = divide(a, b);
        return quotient ? rounded(*quotient, 0, Rounding::towards_zero) : std::nullopt;
    }
    return fitted(*left / *right, 0);
}

std::optional<Decimal> remainder(const Decimal& a, const Decimal& b) {
    const auto quotient = divide_whole(a, b);
    const auto product = quotient ? multiply(*quotient, b) : std::nullopt;
    return product ? subtract(a, *product) : std::nullopt;
}

Decimal negate(const Decimal& a) { return {.digits = -a.digits, .scale = a.scale}; }

std::optional<Decimal> rounded(const Decimal& a, int scale, Rounding rounding) {
    if (scale < 0 || scale > Decimal::max_digits) {
        return std::nullopt;
    }
    const auto wanted = static_cast<std::uint8_t>(scale);
    if (scale < a.scale) {
        return Decimal{.digits = divided(a.digits, power(a.scale - scale), rounding), .scale = wanted};
    }
    const auto digits = at_scale(a, scale);
    if (!digits || magnitude(*digits) >= limit) {
        return std::nullopt;
    }
    return Decimal{.digits = *digits, .scale = wanted};
}

Decimal without_trailing_zeros(const Decimal& a) {
    Decimal out = a;
    while (out.scale > 0 && out.digits % 10 == 0) {
        out.digits /= 10;
        --out.scale;
    }
    return out;
}

std::optional<std::int64_t> whole_number(const Decimal& a) {
    const Int128 whole = a.digits / power(a.scale);
    if (!a.is_whole() || whole > std::numeric_limits<std::int64_t>::max() ||
        whole < std::numeric_limits<std::int64_t>::min()) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(whole);
}

} // namespace renkei::base
