// UCUM: what a code means as a unit, and how one unit converts into another.
#pragma once

#include "gateway/core/base/decimal.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace renkei::ucum {

constexpr std::string_view system_url = "http://unitsofmeasure.org";

// The canonical form: a factor of base units. Arbitrary units ([iU]) are dimensions of their own, and so are
// special units as differences: two pH more. A special unit that stands alone knows its function, so that
// 7 pH is 1e-7 mol/l, too. Of temperatures that function is a zero, and their difference is K.
struct Unit {
    static constexpr std::size_t base_units = 7; // m s g rad K C cd
    static constexpr std::size_t max_own = 3;
    struct Own {
        std::uint16_t row = 0; // in the table of units; zero: none
        std::int8_t exponent = 0;
        bool operator==(const Own&) const = default;
    };

    base::Int128 numerator = 1; // factor = numerator / denominator × 10^tens, if is_exact
    base::Int128 denominator = 1;
    int tens = 0;
    bool is_exact = true;
    std::uint16_t special = 0; // row of the special unit that stands alone; zero: none
    long double factor = 1;    // the same, about
    std::array<std::int8_t, base_units> exponents{};
    std::array<Own, max_own> own{};

    static std::optional<Unit> parse(std::string_view code);
    // A dimension that UCUM does not have; `row` is above all of its table.
    static Unit outside(std::uint16_t row, std::int64_t factor);
};

// Do both measure the same? Then values convert.
bool comparable(const Unit& a, const Unit& b);
// Are their values differences of the same kind, so that they add up? 1 dB and 10 W are comparable, and do
// not.
bool addable(const Unit& a, const Unit& b);
// Of addable units: is one `a` less than one `b`?
bool is_finer(const Unit& a, const Unit& b);
// Of comparable units; exact wherever UCUM's factors are.
std::strong_ordering compare(const base::Decimal& a, const Unit& unit_a, const base::Decimal& b,
                             const Unit& unit_b);
std::optional<base::Decimal> convert(const base::Decimal& value, const Unit& from, const Unit& to);

} // namespace renkei::ucum
