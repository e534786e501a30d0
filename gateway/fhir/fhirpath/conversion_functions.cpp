// toX() and convertsToX(): one row of a table for each type.
#include "gateway/fhir/fhirpath/equivalent_text.h"
#include "gateway/fhir/fhirpath/function_handlers.h"
#include "gateway/fhir/fhirpath/machine.h"

#include <algorithm>
#include <charconv>

namespace renkei::fhirpath {

std::optional<std::string> text_of(const Item& value) {
    return value.is_node() || value.kind() == ItemKind::type_info ? std::nullopt
                                                                  : std::optional(to_text(value));
}

namespace handlers {
namespace {

constexpr std::string_view true_words[] = {"true", "t", "yes", "y", "1", "1.0"};
constexpr std::string_view false_words[] = {"false", "f", "no", "n", "0", "0.0"};

std::optional<std::int64_t> whole(const Item& value) {
    switch (value.kind()) {
    case ItemKind::boolean: return value.as_boolean() ? 1 : 0;
    case ItemKind::integer:
    case ItemKind::long_integer: return value.as_integer();
    case ItemKind::string: {
        std::string_view text = value.as_string();
        text.remove_prefix(text.starts_with('+') ? 1 : 0);
        std::int64_t out = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
        return !text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size()
                   ? std::optional(out)
                   : std::nullopt;
    }
    default: return std::nullopt;
    }
}

// 4, 4.5 'mg', 3 days
std::optional<Item> quantity_in_text(Machine& machine, std::string_view text) {
    const std::size_t end = std::min(text.find_first_not_of("+-.0123456789"), text.size());
    const auto value = Decimal::parse(text.substr(0, end));
    text.remove_prefix(end);
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (!value) {
        return std::nullopt;
    }
    if (text.empty()) {
        return machine.keep_quantity({.value = *value, .unit = "1"});
    }
    if (!calendar_unit(text).empty()) {
        return machine.keep_quantity({.value = *value, .unit = text, .is_calendar = true});
    }
    const bool is_quoted = text.size() > 2 && text.front() == '\'' && text.back() == '\'';
    const std::string_view unit = is_quoted ? text.substr(1, text.size() - 2) : std::string_view();
    if (!is_quoted || unit.find('\'') != std::string_view::npos) {
        return std::nullopt;
    }
    return machine.keep_quantity({.value = *value, .unit = unit});
}

std::optional<Item> to_unit(Machine& machine, const Item& item, std::string_view unit) {
    const Quantity& from = item.as_quantity();
    const std::string_view word = calendar_unit(unit);
    const auto target = unit_of(unit);
    const auto source = unit_of(from.unit);
    const bool is_same = from.unit == unit;
    if (!is_same && (!target || !source || !comparable(*source, *target))) {
        return std::nullopt;
    }
    const auto value = is_same ? std::optional(from.value) : convert(from.value, *source, *target);
    return value ? std::optional(
                       machine.keep_quantity({.value = *value, .unit = unit, .is_calendar = !word.empty()}))
                 : std::nullopt;
}

} // namespace

std::optional<Item> boolean(Machine&, const Item& value) {
    const auto of_number = [](const Decimal& number) -> std::optional<Item> {
        return number == Decimal::of(1) ? std::optional(Item::boolean(true))
               : number.is_zero()       ? std::optional(Item::boolean(false))
                                        : std::nullopt;
    };
    switch (value.kind()) {
    case ItemKind::boolean: return value;
    case ItemKind::integer:
    case ItemKind::long_integer: return of_number(Decimal::of(value.as_integer()));
    case ItemKind::decimal: return of_number(value.as_decimal());
    case ItemKind::string: {
        const std::string word = lower_case(value.as_string());
        if (std::ranges::find(true_words, word) != std::end(true_words)) {
            return Item::boolean(true);
        }
        return std::ranges::find(false_words, word) != std::end(false_words)
                   ? std::optional(Item::boolean(false))
                   : std::nullopt;
    }
    default: return std::nullopt;
    }
}

std::optional<Item> integer(Machine&, const Item& value) {
    const auto out = whole(value);
    return out && *out >= INT32_MIN && *out <= INT32_MAX ? std::optional(Item::integer(*out)) : std::nullopt;
}

std::optional<Item> long_integer(Machine&, const Item& value) {
    const auto out = whole(value);
    return out ? std::optional(Item::long_integer(*out)) : std::nullopt;
}

std::optional<Item> decimal(Machine&, const Item& value) {
    if (value.kind() == ItemKind::decimal) {
        return value;
    }
    if (value.kind() == ItemKind::string) {
        const std::string_view text = value.as_string();
        const auto out =
            text.find_first_of("eE") == std::string_view::npos ? Decimal::parse(text) : std::nullopt;
        return out ? std::optional(Item::decimal(*out)) : std::nullopt;
    }
    const auto out = whole(value);
    return out ? std::optional(Item::decimal(Decimal::of(*out))) : std::nullopt;
}

std::optional<Item> string(Machine& machine, const Item& value) {
    if (value.kind() == ItemKind::string) {
        return value;
    }
    const Item quantity = value.is_node() ? machine.quantity_of(value) : value;
    const auto out = quantity.is_nothing() ? std::nullopt : text_of(quantity);
    return out ? std::optional(Item::string(machine.keep(*out))) : std::nullopt;
}

std::optional<Item> quantity(Machine& machine, const Item& value) {
    if (value.kind() == ItemKind::boolean) {
        const Decimal one{.digits = value.as_boolean() ? 10 : 0, .scale = 1};
        return machine.keep_quantity({.value = one, .unit = "1"});
    }
    if (value.kind() == ItemKind::string) {
        return quantity_in_text(machine, value.as_string());
    }
    const Item out = machine.quantity_of(value);
    return out.is_nothing() ? std::nullopt : std::optional(out);
}

std::optional<Item> date(Machine&, const Item& value) {
    if (value.kind() == ItemKind::date) {
        return value;
    }
    auto moment = value.kind() == ItemKind::date_time ? std::optional(value.as_moment())
                  : value.kind() == ItemKind::string  ? Moment::date_time(value.as_string())
                                                      : std::nullopt;
    if (!moment) {
        return std::nullopt;
    }
    Moment out{.year = moment->year, .month = moment->month, .day = moment->day};
    out.precision = std::min(moment->precision, Precision::day);
    return Item::moment(ItemKind::date, out);
}

std::optional<Item> date_time(Machine&, const Item& value) {
    if (value.kind() == ItemKind::date || value.kind() == ItemKind::date_time) {
        return Item::moment(ItemKind::date_time, value.as_moment());
    }
    const auto moment =
        value.kind() == ItemKind::string ? Moment::date_time(value.as_string()) : std::nullopt;
    return moment ? std::optional(Item::moment(ItemKind::date_time, *moment)) : std::nullopt;
}

std::optional<Item> time(Machine&, const Item& value) {
    if (value.kind() == ItemKind::time) {
        return value;
    }
    const auto moment = value.kind() == ItemKind::string ? Moment::time(value.as_string()) : std::nullopt;
    return moment ? std::optional(Item::moment(ItemKind::time, *moment)) : std::nullopt;
}

// Gives the value that the input is converted to or, with `is_test`, whether it can be converted.
bool converted(Machine& machine, const Op& op, const Scope& scope, std::size_t mark, Convert* convert_item,
               bool is_test) {
    Item value;
    const Cardinality found = machine.one(op, mark, value);
    if (found != Cardinality::one) {
        return found == Cardinality::none && machine.give_nothing(mark);
    }
    auto out = convert_item(machine, value);
    if (op.arguments == 1) {
        std::string_view unit;
        const Cardinality argument = machine.text_argument(op, 0, scope, unit);
        if (argument == Cardinality::failed) {
            return false;
        }
        out = argument == Cardinality::one && out ? to_unit(machine, *out, unit) : out;
    }
    return is_test ? machine.give_boolean(mark, truth_value(out.has_value()))
           : out   ? machine.give(mark, *out)
                   : machine.give_nothing(mark);
}

} // namespace handlers
} // namespace renkei::fhirpath
