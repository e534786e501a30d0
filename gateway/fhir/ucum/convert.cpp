#include "gateway/core/base/decimal.h"
#include "gateway/fhir/ucum/canonical.h"

#include <algorithm>
#include <cmath>

namespace renkei::ucum {
namespace {

using base::Decimal;
using base::Int128;

constexpr long double same = 1e-15L;

// value × factor as numerator / denominator × 10^tens
struct Ratio {
    Int128 numerator;
    Int128 denominator;
    int tens;
};

std::optional<Ratio> exact(const Decimal& value, const Unit& unit) {
    const Decimal plain = without_trailing_zeros(value);
    Ratio out{0, unit.denominator, unit.tens - plain.scale};
    if (!unit.is_exact || __builtin_mul_overflow(plain.digits, unit.numerator, &out.numerator)) {
        return std::nullopt;
    }
    return out;
}

bool scale_up(Int128& value, int tens) {
    for (; tens > 0; --tens) {
        if (__builtin_mul_overflow(value, Int128{10}, &value)) {
            return false;
        }
    }
    return true;
}

std::optional<std::strong_ordering> compare_exactly(std::optional<Ratio> a, std::optional<Ratio> b) {
    if (!a || !b || !scale_up(a->numerator, a->tens - b->tens) ||
        !scale_up(b->numerator, b->tens - a->tens)) {
        return std::nullopt;
    }
    Int128 left = 0;
    Int128 right = 0;
    if (__builtin_mul_overflow(a->numerator, b->denominator, &left) ||
        __builtin_mul_overflow(b->numerator, a->denominator, &right)) {
        return std::nullopt;
    }
    return left < right   ? std::strong_ordering::less
           : left > right ? std::strong_ordering::greater
                          : std::strong_ordering::equal;
}

std::strong_ordering compare_about(long double left, long double right) {
    if (std::fabs(left - right) <= same * std::max(std::fabs(left), std::fabs(right))) {
        return std::strong_ordering::equal;
    }
    return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

const UnitRow& row_of(const Unit& unit) { return unit_rows()[unit.special]; }

bool is_temperature(const Unit& unit) { return row_of(unit).function == Function::zero; }

long double zero_of(const Unit& unit) { return is_temperature(unit) ? row_of(unit).parameter : 0; }

// What the function of a special unit is applied to: mol/l of pH. Other units: themselves.
Unit argument_of(const Unit& unit) {
    if (unit.special == 0 || is_temperature(unit)) {
        return unit;
    }
    const UnitRow& row = row_of(unit);
    const auto of = Unit::parse(row.of);
    Unit out;
    if (of && multiply(out, *of, Side::numerator)) {
        multiply(out, of_number(whole_number(row.digits), row.tens), Side::numerator);
    }
    return out;
}

// The x of a special unit's number.
long double argument(long double number, const UnitRow& row) {
    switch (row.function) {
    case Function::none:
    case Function::zero: break;
    case Function::logarithm: return std::exp(number / row.parameter);
    case Function::tangent: return std::atan(number / row.parameter);
    case Function::square_root: return number * number;
    }
    return number;
}

long double number(long double argument, const UnitRow& row) {
    switch (row.function) {
    case Function::none:
    case Function::zero: break;
    case Function::logarithm: return std::log(argument) * row.parameter;
    case Function::tangent: return std::tan(argument) * row.parameter;
    case Function::square_root: return std::sqrt(argument);
    }
    return argument;
}

long double in_base_units(const Decimal& value, const Unit& unit) {
    const long double linear = value.approximate() * unit.factor + zero_of(unit);
    return unit.special == 0 || is_temperature(unit)
               ? linear
               : argument(linear, row_of(unit)) * argument_of(unit).factor;
}

long double from_base_units(long double value, const Unit& unit) {
    return unit.special == 0 || is_temperature(unit)
               ? (value - zero_of(unit)) / unit.factor
               : number(value / argument_of(unit).factor, row_of(unit)) / unit.factor;
}

// Does a factor alone lead from one to the other? 1 B is 10 dB, but 1 Cel is not 1 K.
bool is_linear(const Unit& a, const Unit& b) { return addable(a, b) && zero_of(a) == zero_of(b); }

} // namespace

bool addable(const Unit& a, const Unit& b) { return a.exponents == b.exponents && a.own == b.own; }

bool comparable(const Unit& a, const Unit& b) {
    return addable(a, b) || addable(argument_of(a), argument_of(b));
}

bool is_finer(const Unit& a, const Unit& b) {
    Unit first = a;
    Unit second = b;
    first.special = second.special = 0;
    return compare(Decimal::of(1), first, Decimal::of(1), second) < 0;
}

std::strong_ordering compare(const Decimal& a, const Unit& unit_a, const Decimal& b, const Unit& unit_b) {
    if (is_linear(unit_a, unit_b)) {
        const auto order = compare_exactly(exact(a, unit_a), exact(b, unit_b));
        return order ? *order
                     : compare_about(a.approximate() * unit_a.factor, b.approximate() * unit_b.factor);
    }
    return compare_about(in_base_units(a, unit_a), in_base_units(b, unit_b));
}

std::optional<Decimal> convert(const Decimal& value, const Unit& from, const Unit& to) {
    if (!is_linear(from, to)) {
        return Decimal::nearest(from_base_units(in_base_units(value, from), to));
    }
    const auto ratio = exact(value, from);
    if (ratio && to.is_exact) {
        Int128 numerator = 0;
        Int128 denominator = 0;
        const int tens = ratio->tens - to.tens;
        if (!__builtin_mul_overflow(ratio->numerator, to.denominator, &numerator) &&
            !__builtin_mul_overflow(ratio->denominator, to.numerator, &denominator) &&
            scale_up(numerator, tens) && scale_up(denominator, -tens)) {
            return divide(Decimal{.digits = numerator}, Decimal{.digits = denominator});
        }
    }
    return Decimal::nearest(value.approximate() * from.factor / to.factor);
}

} // namespace renkei::ucum
