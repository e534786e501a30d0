// + - * / div mod.
#include "gateway/fhir/fhirpath/machine.h"

#include <limits>

namespace renkei::fhirpath {
namespace {

bool push(Machine& machine, const std::optional<Decimal>& value) {
    if (value) {
        machine.push(Item::decimal(*value));
    }
    return true; // the result is empty if it does not fit
}

bool calculate_whole(Machine& machine, OpCode code, const Item& a, const Item& b) {
    const std::int64_t x = a.as_integer();
    const std::int64_t y = b.as_integer();
    std::int64_t out = 0;
    bool overflows = false;
    switch (code) {
    case OpCode::add: overflows = __builtin_add_overflow(x, y, &out); break;
    case OpCode::subtract: overflows = __builtin_sub_overflow(x, y, &out); break;
    case OpCode::multiply: overflows = __builtin_mul_overflow(x, y, &out); break;
    default:
        overflows = y == 0 || (x == std::numeric_limits<std::int64_t>::min() && y == -1);
        if (!overflows) {
            out = code == OpCode::divide_whole ? x / y : x % y;
        }
        break;
    }
    const bool is_long = a.kind() == ItemKind::long_integer || b.kind() == ItemKind::long_integer;
    overflows = overflows || (!is_long && (out > INT32_MAX || out < INT32_MIN));
    if (!overflows) {
        machine.push(is_long ? Item::long_integer(out) : Item::integer(out));
    }
    return true;
}

bool calculate_decimal(Machine& machine, OpCode code, const Decimal& a, const Decimal& b) {
    switch (code) {
    case OpCode::add: return push(machine, add(a, b));
    case OpCode::subtract: return push(machine, subtract(a, b));
    case OpCode::multiply: return push(machine, multiply(a, b));
    case OpCode::divide: return push(machine, divide(a, b));
    case OpCode::modulo: return push(machine, remainder(a, b));
    default: break;
    }
    const auto quotient = divide_whole(a, b);
    const auto whole = quotient ? whole_number(*quotient) : std::nullopt;
    if (whole) {
        machine.push(*whole > INT32_MAX || *whole < INT32_MIN ? Item::long_integer(*whole)
                                                              : Item::integer(*whole));
    }
    return true;
}

// A product or quotient of units, as UCUM writes it.
std::string_view joined_unit(Machine& machine, OpCode code, std::string_view a, std::string_view b) {
    const auto enclosed = [](std::string_view unit) {
        const bool is_simple = unit.find_first_of("./") == std::string_view::npos;
        return is_simple ? std::string(unit) : "(" + std::string(unit) + ")";
    };
    if (b == "1") {
        return a;
    }
    if (code == OpCode::divide) {
        return a == b ? "1" : machine.keep((a == "1" ? "" : std::string(a)) + "/" + enclosed(b));
    }
    return a == "1" ? b : machine.keep(std::string(a) + "." + enclosed(b));
}

std::string_view definite(const Quantity& quantity) {
    const std::string_view word = calendar_unit(quantity.unit);
    return word.empty() ? quantity.unit : definite_unit(word);
}

bool is_plain_number(const Quantity& quantity) { return quantity.unit == "1"; }

// A calendar quantity times a number stays one: its months are no UCUM months.
bool scale_quantity(Machine& machine, OpCode code, const Quantity& a, const Quantity& b) {
    const auto value = code == OpCode::multiply ? multiply(a.value, b.value) : divide(a.value, b.value);
    if (!value || !ucum::Unit::parse(definite(a)) || !ucum::Unit::parse(definite(b))) {
        return true; // empty
    }
    if (is_plain_number(b) || (is_plain_number(a) && code == OpCode::multiply)) {
        Quantity out = is_plain_number(b) ? a : b;
        out.value = *value;
        machine.push(machine.keep_quantity(out));
        return true;
    }
    machine.push(machine.keep_quantity(
        {.value = *value, .unit = joined_unit(machine, code, definite(a), definite(b))}));
    return true;
}

// N1, "Math": the unit of the result is the most granular unit of either input.
bool sum_quantities(Machine& machine, OpCode code, const Quantity& a, const Quantity& b) {
    Quantity left = a;
    Quantity right = b;
    if (a.unit != b.unit) {
        const auto unit_a = unit_of(a.unit);
        const auto unit_b = unit_of(b.unit);
        if (!unit_a || !unit_b || !addable(*unit_a, *unit_b)) {
            return true; // empty
        }
        const bool is_right_finer = is_finer(*unit_b, *unit_a);
        const auto converted =
            is_right_finer ? convert(a.value, *unit_a, *unit_b) : convert(b.value, *unit_b, *unit_a);
        if (!converted) {
            return true;
        }
        left = {.value = is_right_finer ? *converted : a.value,
                .unit = is_right_finer ? b.unit : a.unit,
                .is_calendar = is_right_finer ? b.is_calendar : a.is_calendar};
        right.value = is_right_finer ? b.value : *converted;
    }
    if (const auto sum =
            code == OpCode::add ? add(left.value, right.value) : subtract(left.value, right.value)) {
        machine.push(
            machine.keep_quantity({.value = *sum, .unit = left.unit, .is_calendar = left.is_calendar}));
    }
    return true;
}

bool calculate_quantity(Machine& machine, OpCode code, const Quantity& a, const Quantity& b) {
    switch (code) {
    case OpCode::multiply:
    case OpCode::divide: return scale_quantity(machine, code, a, b);
    case OpCode::add:
    case OpCode::subtract: return sum_quantities(machine, code, a, b);
    default: return false;
    }
}

struct Duration {
    std::int64_t amount;
    Precision unit;
};

// Weeks are counted as days, and fractions count for seconds only. None if the unit is no unit of time, or is
// 'a' or 'mo', which are no years and months of a calendar.
std::optional<Duration> duration_of(const Quantity& quantity, bool is_negative) {
    struct Row {
        std::string_view unit;
        Precision precision;
        int factor;
    };
    static constexpr Row rows[] = {
        {"year", Precision::year, 1},
        {"month", Precision::month, 1},
        {"week", Precision::day, 7},
        {"day", Precision::day, 1},
        {"hour", Precision::hour, 1},
        {"minute", Precision::minute, 1},
        {"second", Precision::millisecond, 1000},
        {"millisecond", Precision::millisecond, 1},
    };
    std::string_view word = calendar_unit(quantity.unit);
    if (word.empty() && quantity.unit != "a" && quantity.unit != "mo") {
        word = calendar_of_definite(quantity.unit);
    }
    for (const Row& row : rows) {
        if (row.unit != word) {
            continue;
        }
        const bool is_exact = row.precision == Precision::millisecond;
        const auto product = is_exact ? multiply(quantity.value, Decimal::of(row.factor)) : quantity.value;
        const auto cut = product ? rounded(*product, 0, Rounding::towards_zero) : std::nullopt;
        const auto whole = cut ? whole_number(*cut) : std::nullopt;
        if (!whole || *whole > INT64_C(100'000'000'000'000) || *whole < INT64_C(-100'000'000'000'000)) {
            return std::nullopt;
        }
        const std::int64_t amount = *whole * (is_exact ? 1 : row.factor);
        return Duration{is_negative ? -amount : amount, row.precision};
    }
    return std::nullopt;
}

bool shift_moment(Machine& machine, const Item& moment, const Quantity& quantity, bool is_negative) {
    const auto duration = duration_of(quantity, is_negative);
    if (!duration || (moment.kind() == ItemKind::time && duration->unit < Precision::hour)) {
        return false;
    }
    if (const auto sum = add(moment.as_moment(), duration->amount, duration->unit)) {
        machine.push(Item::moment(moment.kind(), *sum));
    }
    return true;
}

} // namespace

bool calculate(Machine& machine, OpCode code, const Item& a, const Item& b) {
    if (is_whole(a) && is_whole(b) && code != OpCode::divide) {
        return calculate_whole(machine, code, a, b);
    }
    if (is_number(a) && is_number(b)) {
        return calculate_decimal(machine, code, decimal_of(a), decimal_of(b));
    }
    if (a.kind() == ItemKind::string && b.kind() == ItemKind::string && code == OpCode::add) {
        machine.push(Item::string(machine.joined(a.as_string(), b.as_string())));
        return true;
    }
    const bool is_sum = code == OpCode::add || code == OpCode::subtract;
    const bool is_moment =
        a.kind() == ItemKind::date || a.kind() == ItemKind::date_time || a.kind() == ItemKind::time;
    const Item right = machine.quantity_of(b);
    if (is_moment && is_sum && !right.is_nothing() && !is_number(b)) {
        return shift_moment(machine, a, right.as_quantity(), code == OpCode::subtract);
    }
    const Item left = machine.quantity_of(a);
    return !left.is_nothing() && !right.is_nothing() &&
           calculate_quantity(machine, code, left.as_quantity(), right.as_quantity());
}

} // namespace renkei::fhirpath
