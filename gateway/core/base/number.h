// Numbers of any size as people and JSON write them, compared and added exactly: 36.50 equals 36.5, 0.1 + 0.2
// equals 0.3, 1e30 is above 9.99e29.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace renkei::base {

class Number {
public:
    // -12, 36.50, 1.5e3; no value for anything else
    static std::optional<Number> of(std::string_view text);

    friend bool operator==(const Number&, const Number&) = default;
    friend std::strong_ordering operator<=>(const Number& a, const Number& b);

    // The number in units of 10^-decimals; no value if it has more decimals or then more than 18 digits.
    std::optional<std::int64_t> scaled(std::int64_t decimals) const;
    std::int64_t decimals() const; // digits after the point

private:
    bool is_negative_ = false;
    std::string digits_;      // without zeros at either end; empty = 0
    std::int64_t before_ = 0; // how many digits are before the point; may be negative or more than there are
};

// Is `total` the sum of `parts`? False also for numbers too long to add.
bool adds_up(const Number& total, std::span<const Number> parts);

// Compares two numbers as JSON writes them.
std::strong_ordering compare_numbers(std::string_view left, std::string_view right);

// "1.50" is 1.5
std::string_view short_number(std::string_view number);

} // namespace renkei::base
