#include "gateway/fhir/ucum/canonical.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace renkei::ucum {
namespace {

using base::Int128;

constexpr int max_exponent = 100;
constexpr int max_power = 40;

Int128 common_divisor(Int128 a, Int128 b) {
    while (b != 0) {
        a %= b;
        std::swap(a, b);
    }
    return a;
}

void reduce(Unit& unit) {
    while (unit.numerator % 10 == 0) {
        unit.numerator /= 10;
        ++unit.tens;
    }
    while (unit.denominator % 10 == 0) {
        unit.denominator /= 10;
        --unit.tens;
    }
    const Int128 common = common_divisor(base::magnitude(unit.numerator), unit.denominator);
    unit.numerator /= common;
    unit.denominator /= common;
}

bool add_exponent(std::int8_t& to, int exponent) {
    const int sum = to + exponent;
    to = static_cast<std::int8_t>(sum);
    return sum >= -max_exponent && sum <= max_exponent;
}

bool add_own(Unit& unit, Unit::Own other, int sign) {
    for (Unit::Own& mine : unit.own) {
        if (mine.row == other.row || mine.row == 0) {
            mine.row = other.row;
            const bool fits = add_exponent(mine.exponent, sign * other.exponent);
            if (mine.exponent == 0) {
                mine.row = 0;
            }
            std::ranges::sort(unit.own, std::ranges::greater(), &Unit::Own::row);
            return fits;
        }
    }
    return false;
}

long double power_of_ten(int tens) { return std::pow(10.0L, static_cast<long double>(tens)); }

} // namespace

bool multiply(Unit& to, const Unit& by, Side side) {
    const int sign = static_cast<int>(side);
    to.factor = sign > 0 ? to.factor * by.factor : to.factor / by.factor;
    to.tens += sign * by.tens;
    Int128 numerator = 0;
    Int128 denominator = 0;
    const bool overflows =
        __builtin_mul_overflow(to.numerator, sign > 0 ? by.numerator : by.denominator, &numerator) ||
        __builtin_mul_overflow(to.denominator, sign > 0 ? by.denominator : by.numerator, &denominator);
    to.is_exact = to.is_exact && by.is_exact && !overflows;
    if (to.is_exact) {
        to.numerator = numerator;
        to.denominator = denominator;
        reduce(to);
    }
    for (std::size_t n = 0; n < Unit::base_units; ++n) {
        if (!add_exponent(to.exponents[n], sign * by.exponents[n])) {
            return false;
        }
    }
    return std::ranges::all_of(by.own,
                               [&](const Unit::Own& own) { return own.row == 0 || add_own(to, own, sign); });
}

std::optional<Unit> power(const Unit& unit, int exponent) {
    if (exponent < -max_power || exponent > max_power) {
        return std::nullopt;
    }
    Unit out;
    for (int n = 0; n < std::abs(exponent); ++n) {
        if (!multiply(out, unit, exponent < 0 ? Side::denominator : Side::numerator)) {
            return std::nullopt;
        }
    }
    return out;
}

Int128 whole_number(std::string_view digits) {
    Int128 out = 0;
    for (const char c : digits) {
        out = out * 10 + (c - '0');
    }
    return out;
}

Unit of_number(Int128 digits, int tens) {
    Unit out;
    out.numerator = digits;
    out.tens = tens;
    out.factor = tens < 0 ? static_cast<long double>(digits) / power_of_ten(-tens)
                          : static_cast<long double>(digits) * power_of_ten(tens);
    reduce(out);
    return out;
}

Unit of_prefix(const PrefixRow& prefix) {
    Unit out;
    out.numerator = Int128{1} << prefix.twos;
    out.tens = prefix.tens;
    out.factor = std::ldexp(power_of_ten(prefix.tens), prefix.twos);
    return out;
}

Unit own_dimension(const UnitRow& row) {
    Unit out;
    out.own[0] = {.row = static_cast<std::uint16_t>(&row - unit_rows().data()), .exponent = 1};
    return out;
}

Unit base_unit(std::size_t place) {
    Unit out;
    out.exponents[place] = 1;
    return out;
}

Unit Unit::outside(std::uint16_t row, std::int64_t factor) {
    Unit out = of_number(factor, 0);
    out.own[0] = {.row = row, .exponent = 1};
    return out;
}

} // namespace renkei::ucum
