// Functions of dates and times, boundaries and precision.
#include "gateway/fhir/fhirpath/function_handlers.h"
#include "gateway/fhir/fhirpath/machine.h"
#include "generated/messages/fhirpath.h"

#include <algorithm>

namespace renkei::fhirpath::handlers {
namespace {

constexpr int default_digits = 8; // of a decimal's boundary

bool is_moment(const Item& item) {
    return item.kind() == ItemKind::date || item.kind() == ItemKind::date_time ||
           item.kind() == ItemKind::time;
}

// Half of the last digit below or above: 1.5 may be anything from 1.45 to 1.55.
std::optional<Decimal> decimal_boundary(const Decimal& value, Boundary boundary, int digits) {
    if (digits > Decimal::max_digits || value.scale >= Decimal::max_digits) {
        return std::nullopt;
    }
    const bool is_low = boundary == Boundary::low;
    const Decimal half{.digits = 5, .scale = static_cast<std::uint8_t>(value.scale + 1)};
    const auto edge = is_low ? subtract(value, half) : add(value, half);
    return edge ? rounded(*edge, digits, is_low ? Rounding::down : Rounding::up) : std::nullopt;
}

std::optional<Item> boundary_of(Machine& machine, const Item& value, Boundary boundary,
                                std::optional<std::int64_t> asked) {
    const auto digits = [&](int otherwise) {
        return static_cast<int>(std::clamp<std::int64_t>(asked.value_or(otherwise), -1, 100));
    };
    const auto moment = [&](const std::optional<Moment>& found) {
        return found ? std::optional(Item::moment(value.kind(), *found)) : std::nullopt;
    };
    switch (value.kind()) {
    case ItemKind::integer:
    case ItemKind::long_integer:
    case ItemKind::decimal: {
        const Decimal decimal =
            value.kind() == ItemKind::decimal ? value.as_decimal() : Decimal::of(value.as_integer());
        const auto out = decimal_boundary(decimal, boundary, digits(default_digits));
        return out ? std::optional(Item::decimal(*out)) : std::nullopt;
    }
    case ItemKind::date: return moment(date_boundary(value.as_moment(), boundary, digits(8)));
    case ItemKind::date_time: return moment(date_time_boundary(value.as_moment(), boundary, digits(17)));
    case ItemKind::time: return moment(time_boundary(value.as_moment(), boundary, digits(9)));
    case ItemKind::quantity: {
        Quantity quantity = value.as_quantity();
        const auto out = decimal_boundary(quantity.value, boundary, digits(default_digits));
        quantity.value = out.value_or(Decimal{});
        return out ? std::optional(machine.keep_quantity(quantity)) : std::nullopt;
    }
    default: return std::nullopt;
    }
}

int part_in(const Moment& moment, Precision part) {
    switch (part) {
    case Precision::year: return moment.year;
    case Precision::month: return moment.month;
    case Precision::day: return moment.day;
    case Precision::hour: return moment.hour;
    case Precision::minute: return moment.minute;
    case Precision::second: return moment.milliseconds / 1000;
    case Precision::none:
    case Precision::millisecond: break;
    }
    return moment.milliseconds % 1000;
}

Moment cut(Moment moment, Precision precision) {
    moment.precision = std::min(moment.precision, precision);
    if (precision <= Precision::day) {
        moment.has_offset = false;
        moment.offset = 0;
        moment.hour = 0;
        moment.minute = 0;
        moment.milliseconds = 0;
    }
    return moment;
}

Moment time_part(const Moment& moment) {
    return {.hour = moment.hour,
            .minute = moment.minute,
            .milliseconds = moment.milliseconds,
            .precision = moment.precision};
}

} // namespace

bool give_boundary(Machine& machine, const Op& op, const Scope& scope, std::size_t mark, Boundary boundary) {
    Item value;
    const Cardinality found = machine.one(op, mark, value);
    if (found != Cardinality::one) {
        return found == Cardinality::none && machine.give_nothing(mark);
    }
    std::optional<std::int64_t> digits;
    if (op.arguments == 1) {
        std::int64_t given = 0;
        const Cardinality argument = machine.whole_argument(op, 0, scope, given);
        if (argument == Cardinality::failed) {
            return false;
        }
        digits = argument == Cardinality::one ? std::optional(given) : std::nullopt;
    }
    const Item quantity = value.is_node() ? machine.quantity_of(value) : value;
    const auto out = boundary_of(machine, quantity, boundary, digits);
    return out ? machine.give(mark, *out) : machine.give_nothing(mark);
}

// A part of a date or time as far as it is known.
bool give_part(Machine& machine, const Op& op, const Scope&, std::size_t mark, Precision part) {
    Item value;
    const Cardinality found = machine.one(op, mark, value);
    if (found != Cardinality::one) {
        return found == Cardinality::none && machine.give_nothing(mark);
    }
    if (!is_moment(value)) {
        return machine.fail(message::fhirpath_input_type, op,
                            {std::string(machine.word_of(op)) + "()", "Date, DateTime, Time",
                             type_name(value, machine.r4())});
    }
    const Moment& moment = value.as_moment();
    const bool is_known =
        moment.precision >= part && (value.kind() != ItemKind::time || part >= Precision::hour);
    return is_known ? machine.give(mark, Item::integer(part_in(moment, part))) : machine.give_nothing(mark);
}

bool now(Machine& machine, const Op&, const Scope&, std::size_t mark) {
    return machine.give(mark, Item::moment(ItemKind::date_time, machine.now()));
}

bool today(Machine& machine, const Op&, const Scope&, std::size_t mark) {
    return machine.give(mark, Item::moment(ItemKind::date, cut(machine.now(), Precision::day)));
}

bool time_of_day(Machine& machine, const Op&, const Scope&, std::size_t mark) {
    return machine.give(mark, Item::moment(ItemKind::time, time_part(machine.now())));
}

bool precision(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    Item value;
    const Cardinality found = machine.one(op, mark, value);
    if (found != Cardinality::one) {
        return found == Cardinality::none && machine.give_nothing(mark);
    }
    if (is_moment(value)) {
        return machine.give(mark, Item::integer(value.as_moment().digits()));
    }
    if (value.kind() == ItemKind::decimal) {
        return machine.give(mark, Item::integer(value.as_decimal().scale));
    }
    return value.kind() == ItemKind::integer ? machine.give(mark, Item::integer(0))
                                             : machine.give_nothing(mark);
}

bool comparable_to(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    Item value;
    Item other;
    const Cardinality input = machine.one(op, mark, value);
    const Cardinality argument = input == Cardinality::failed ? input : machine.argument(op, 0, scope, other);
    if (input != Cardinality::one || argument != Cardinality::one) {
        return input != Cardinality::failed && argument != Cardinality::failed && machine.give_nothing(mark);
    }
    const Item a = machine.quantity_of(value);
    const Item b = machine.quantity_of(other);
    if (a.is_nothing() || b.is_nothing()) {
        return machine.fail(
            message::fhirpath_input_type, op,
            {"comparable()", "Quantity", type_name(a.is_nothing() ? value : other, machine.r4())});
    }
    const auto left = unit_of(a.as_quantity().unit);
    const auto right = unit_of(b.as_quantity().unit);
    return machine.give_boolean(mark, truth_value(left && right && comparable(*left, *right)));
}

// In hours: 9.0, 5.5
bool offset_of(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    Item value;
    const Cardinality found = machine.one(op, mark, value);
    if (found != Cardinality::one || value.kind() != ItemKind::date_time || !value.as_moment().has_offset) {
        return found != Cardinality::failed && machine.give_nothing(mark);
    }
    const auto hours = divide(Decimal::of(value.as_moment().offset), Decimal::of(60));
    const auto shown =
        hours ? rounded(*hours, std::max<int>(hours->scale, 1), Rounding::half_away) : std::nullopt;
    return shown ? machine.give(mark, Item::decimal(*shown)) : machine.give_nothing(mark);
}

bool date_of(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    Item value;
    const Cardinality found = machine.one(op, mark, value);
    if (found != Cardinality::one ||
        (value.kind() != ItemKind::date && value.kind() != ItemKind::date_time)) {
        return found != Cardinality::failed && machine.give_nothing(mark);
    }
    return machine.give(mark, Item::moment(ItemKind::date, cut(value.as_moment(), Precision::day)));
}

bool time_of(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    Item value;
    const Cardinality found = machine.one(op, mark, value);
    if (found != Cardinality::one || value.kind() != ItemKind::date_time ||
        value.as_moment().precision < Precision::hour) {
        return found != Cardinality::failed && machine.give_nothing(mark);
    }
    return machine.give(mark, Item::moment(ItemKind::time, time_part(value.as_moment())));
}

} // namespace renkei::fhirpath::handlers
