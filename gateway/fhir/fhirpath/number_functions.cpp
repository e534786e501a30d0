// Mathematics. The result is empty if there is no value, or none that fits.
#include "gateway/fhir/fhirpath/function_handlers.h"
#include "gateway/fhir/fhirpath/machine.h"
#include "generated/messages/fhirpath.h"

#include <cmath>

namespace renkei::fhirpath::handlers {
namespace {

bool fail_type(Machine& machine, const Op& op, const Item& item) {
    return machine.fail(
        message::fhirpath_input_type, op,
        {std::string(machine.word_of(op)) + "()", "Integer, Decimal", type_name(item, machine.r4())});
}

Cardinality one_number(Machine& machine, const Op& op, std::size_t mark, Item& out) {
    const Cardinality found = machine.one(op, mark, out);
    if (found == Cardinality::one && !is_whole(out) && out.kind() != ItemKind::decimal) {
        fail_type(machine, op, out);
        return Cardinality::failed;
    }
    return found;
}

bool give_whole(Machine& machine, std::size_t mark, const std::optional<Decimal>& value) {
    const auto whole = value ? whole_number(*value) : std::nullopt;
    return !whole                                     ? machine.give_nothing(mark)
           : *whole > INT32_MAX || *whole < INT32_MIN ? machine.give(mark, Item::long_integer(*whole))
                                                      : machine.give(mark, Item::integer(*whole));
}

bool give_decimal(Machine& machine, std::size_t mark, const std::optional<Decimal>& value) {
    return value ? machine.give(mark, Item::decimal(*value)) : machine.give_nothing(mark);
}

// Exact where the exponent is a whole number.
std::optional<Decimal> decimal_power(const Decimal& base, const Decimal& exponent) {
    const auto whole = whole_number(exponent);
    if (!whole || *whole > 1000 || *whole < -1000) {
        return Decimal::nearest(std::pow(base.approximate(), exponent.approximate()));
    }
    std::optional<Decimal> out = Decimal::of(1);
    for (std::int64_t n = 0; out && n < std::abs(*whole); ++n) {
        out = multiply(*out, base);
    }
    return out && *whole < 0 ? divide(Decimal::of(1), *out) : out;
}

} // namespace

long double exponential(long double x) { return std::exp(x); }
long double natural_logarithm(long double x) { return x > 0 ? std::log(x) : NAN; }
long double square_root(long double x) { return x >= 0 ? std::sqrt(x) : NAN; }

bool to_whole(Machine& machine, const Op& op, const Scope&, std::size_t mark, Rounding rounding) {
    Item value;
    const Cardinality found = one_number(machine, op, mark, value);
    if (found != Cardinality::one) {
        return found == Cardinality::none && machine.give_nothing(mark);
    }
    return is_whole(value) ? machine.give(mark, value)
                           : give_whole(machine, mark, rounded(value.as_decimal(), 0, rounding));
}

bool compute(Machine& machine, const Op& op, const Scope&, std::size_t mark,
             long double (*function)(long double)) {
    Item value;
    const Cardinality found = one_number(machine, op, mark, value);
    if (found != Cardinality::one) {
        return found == Cardinality::none && machine.give_nothing(mark);
    }
    return give_decimal(machine, mark, Decimal::nearest(function(decimal_of(value).approximate())));
}

bool absolute(Machine& machine, const Op& op, const Scope&, std::size_t mark) {
    Item value;
    const Cardinality found = machine.one(op, mark, value);
    if (found != Cardinality::one) {
        return found == Cardinality::none && machine.give_nothing(mark);
    }
    if (is_whole(value)) {
        const std::int64_t whole = value.as_integer();
        if (whole == INT64_MIN || (value.kind() == ItemKind::integer && whole == INT32_MIN)) {
            return machine.give_nothing(mark);
        }
        return machine.give(mark, value.kind() == ItemKind::integer ? Item::integer(std::abs(whole))
                                                                    : Item::long_integer(std::abs(whole)));
    }
    if (value.kind() == ItemKind::decimal) {
        const Decimal decimal = value.as_decimal();
        return machine.give(mark, Item::decimal(decimal.is_negative() ? negate(decimal) : decimal));
    }
    const Item quantity = machine.quantity_of(value);
    if (quantity.is_nothing()) {
        return fail_type(machine, op, value);
    }
    Quantity out = quantity.as_quantity();
    out.value = out.value.is_negative() ? negate(out.value) : out.value;
    return machine.give(mark, machine.keep_quantity(out));
}

bool logarithm(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    Item value;
    Item base;
    const Cardinality input = one_number(machine, op, mark, value);
    const Cardinality argument = input == Cardinality::failed ? input : machine.argument(op, 0, scope, base);
    if (input != Cardinality::one || argument != Cardinality::one) {
        return input != Cardinality::failed && argument != Cardinality::failed && machine.give_nothing(mark);
    }
    if (!is_whole(base) && base.kind() != ItemKind::decimal) {
        return fail_type(machine, op, base);
    }
    const long double x = decimal_of(value).approximate();
    const long double y = decimal_of(base).approximate();
    return x > 0 && y > 0 && y != 1 ? give_decimal(machine, mark, Decimal::nearest(std::log(x) / std::log(y)))
                                    : machine.give_nothing(mark);
}

bool power(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    Item value;
    Item exponent;
    const Cardinality input = one_number(machine, op, mark, value);
    const Cardinality argument =
        input == Cardinality::failed ? input : machine.argument(op, 0, scope, exponent);
    if (input != Cardinality::one || argument != Cardinality::one) {
        return input != Cardinality::failed && argument != Cardinality::failed && machine.give_nothing(mark);
    }
    if (!is_whole(exponent) && exponent.kind() != ItemKind::decimal) {
        return fail_type(machine, op, exponent);
    }
    const auto out = decimal_power(decimal_of(value), decimal_of(exponent));
    return is_whole(value) && is_whole(exponent) && exponent.as_integer() >= 0
               ? give_whole(machine, mark, out)
               : give_decimal(machine, mark, out);
}

bool round(Machine& machine, const Op& op, const Scope& scope, std::size_t mark) {
    Item value;
    std::int64_t digits = 0;
    const Cardinality input = one_number(machine, op, mark, value);
    if (input != Cardinality::one) {
        return input == Cardinality::none && machine.give_nothing(mark);
    }
    if (op.arguments == 1 && machine.whole_argument(op, 0, scope, digits) == Cardinality::failed) {
        return false;
    }
    if (digits < 0) {
        return machine.fail(message::fhirpath_argument, op, {"round", "0, 1, 2 …", std::to_string(digits)});
    }
    const Decimal decimal = decimal_of(value);
    return digits >= decimal.scale
               ? machine.give(mark, Item::decimal(decimal))
               : give_decimal(machine, mark, rounded(decimal, static_cast<int>(digits), Rounding::half_away));
}

} // namespace renkei::fhirpath::handlers
