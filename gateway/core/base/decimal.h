// Exact decimal numbers as FHIRPath needs them: up to 28 digits before and after the point together, and the
// digits behind the point are remembered (1.50 has two). Beyond that a sum is empty, a quotient is rounded.
// N1, Decimal, asks for 20 digits before the point and 8 behind it at least; 6.6, Math: what overflows is
// empty. R4's decimals have no such end: larger numbers of a document are compared exactly (number.h),
// what is calculated with them is empty, and literals refuse them.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::base {

__extension__ typedef __int128 Int128;

constexpr Int128 magnitude(Int128 value) { return value < 0 ? -value : value; }

struct Decimal {
    static constexpr int max_digits = 28;

    Int128 digits = 0;      // the value times 10^scale
    std::uint8_t scale = 0; // digits behind the point, at most 28

    static Decimal of(std::int64_t whole) { return {.digits = whole}; }
    static std::optional<Decimal> parse(std::string_view text); // "-1.50"; "1e3" as JSON may write it
    static std::optional<Decimal> nearest(long double value);   // 17 digits

    bool is_negative() const { return digits < 0; }
    bool is_zero() const { return digits == 0; }
    bool is_whole() const;
    long double approximate() const;
    std::string text() const; // with all digits of its scale
};

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b); // by value: 1.0 is 1
bool operator==(const Decimal& a, const Decimal& b);

// None if the result has more than 28 digits.
std::optional<Decimal> add(const Decimal& a, const Decimal& b);
std::optional<Decimal> subtract(const Decimal& a, const Decimal& b);
std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);
std::optional<Decimal> divide(const Decimal& a, const Decimal& b);       // none for b = 0, too
std::optional<Decimal> divide_whole(const Decimal& a, const Decimal& b); // towards zero
std::optional<Decimal> remainder(const Decimal& a, const Decimal& b);    // of divide_whole
Decimal negate(const Decimal& a);

enum class Rounding : std::uint8_t { down, up, towards_zero, half_away };
// With exactly so many digits behind the point; none if they do not fit.
std::optional<Decimal> rounded(const Decimal& a, int scale, Rounding rounding);
Decimal without_trailing_zeros(const Decimal& a);
std::optional<std::int64_t> whole_number(const Decimal& a); // none if it has a fraction or does not fit

} // namespace renkei::base
