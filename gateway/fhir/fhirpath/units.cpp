#include "gateway/fhir/fhirpath/units.h"

#include "gateway/core/text/words.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace renkei::fhirpath {
namespace {

using text::is_digit;

constexpr int most_nesting = 16; // of parentheses; definitions within definitions are fewer
constexpr long double same = 1e-15L;

struct CalendarRow {
    std::string_view name;
    std::string_view plural;
    std::string_view definite;
};
constexpr CalendarRow calendar_rows[] = {
    {"year", "years", "a"},     {"month", "months", "mo"},
    {"week", "weeks", "wk"},    {"day", "days", "d"},
    {"hour", "hours", "h"},     {"minute", "minutes", "min"},
    {"second", "seconds", "s"}, {"millisecond", "milliseconds", "ms"},
};

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
    const Int128 common = common_divisor(magnitude(unit.numerator), unit.denominator);
    unit.numerator /= common;
    unit.denominator /= common;
}

bool add_exponent(std::int8_t& to, int exponent) {
    const int sum = to + exponent;
    to = static_cast<std::int8_t>(sum);
    return sum >= -100 && sum <= 100;
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

// to × other^(1 or -1)
bool multiply_by(Unit& to, const Unit& other, int sign) {
    to.factor = sign > 0 ? to.factor * other.factor : to.factor / other.factor;
    to.tens += sign * other.tens;
    Int128 numerator = 0;
    Int128 denominator = 0;
    const bool overflows =
        __builtin_mul_overflow(to.numerator, sign > 0 ? other.numerator : other.denominator, &numerator) ||
        __builtin_mul_overflow(to.denominator, sign > 0 ? other.denominator : other.numerator, &denominator);
    to.is_exact = to.is_exact && other.is_exact && !overflows;
    if (to.is_exact) {
        to.numerator = numerator;
        to.denominator = denominator;
        reduce(to);
    }
    for (std::size_t n = 0; n < Unit::base_units; ++n) {
        if (!add_exponent(to.exponents[n], sign * other.exponents[n])) {
            return false;
        }
    }
    return std::ranges::all_of(other.own,
                               [&](const Unit::Own& own) { return own.row == 0 || add_own(to, own, sign); });
}

std::optional<Unit> unit_power(const Unit& unit, int exponent) {
    if (exponent < -40 || exponent > 40) {
        return std::nullopt;
    }
    Unit out;
    for (int n = 0; n < std::abs(exponent); ++n) {
        if (!multiply_by(out, unit, exponent < 0 ? -1 : 1)) {
            return std::nullopt;
        }
    }
    return out;
}

Unit dimensionless(const Decimal& value) {
    Unit out;
    out.numerator = value.digits;
    out.tens = -value.scale;
    out.factor = value.approximate();
    reduce(out);
    return out;
}

std::optional<Unit> parse_term(std::string_view code, int depth);

std::optional<Unit> from_row(const UnitRow& row, int depth) {
    if (row.of.starts_with('@')) {
        Unit out;
        out.exponents[static_cast<std::size_t>(row.of[1] - '0')] = 1;
        return out;
    }
    if (row.of.empty()) {
        Unit out;
        out.own[0] = {.row = static_cast<std::uint16_t>(&row - unit_rows().data()), .exponent = 1};
        return out;
    }
    const auto value = Decimal::parse(row.value);
    auto out = parse_term(row.of, depth + 1);
    if (!value || !out || !multiply_by(*out, dimensionless(*value), 1)) {
        return std::nullopt;
    }
    if (!row.zero.empty()) {
        out->zero = Decimal::parse(row.zero)->approximate();
    }
    return out;
}

const UnitRow* find_row(std::string_view code) {
    const auto found = std::ranges::lower_bound(unit_rows(), code, {}, &UnitRow::code);
    return !code.empty() && found != unit_rows().end() && found->code == code ? &*found : nullptr;
}

Unit prefix_unit(const PrefixRow& prefix) {
    Unit out;
    out.numerator = Int128{1} << prefix.twos;
    out.tens = prefix.tens;
    out.factor = std::ldexp(std::pow(10.0L, static_cast<long double>(prefix.tens)), prefix.twos);
    return out;
}

std::optional<Unit> parse_symbol(std::string_view symbol, int depth) {
    if (const UnitRow* row = find_row(symbol)) {
        return from_row(*row, depth);
    }
    for (const PrefixRow& prefix : prefix_rows()) {
        const UnitRow* row =
            symbol.starts_with(prefix.code) ? find_row(symbol.substr(prefix.code.size())) : nullptr;
        if (row == nullptr || !row->is_metric) {
            continue;
        }
        auto out = from_row(*row, depth);
        if (out && multiply_by(*out, prefix_unit(prefix), 1)) {
            return out;
        }
    }
    return std::nullopt;
}

int small_number(std::string_view digits) {
    int out = 0;
    for (const char c : digits) {
        out = std::min(out * 10 + (c - '0'), 1000);
    }
    return out;
}

// A symbol with an exponent behind it, or a number.
std::optional<Unit> parse_simple(std::string_view text, int depth) {
    if (std::ranges::all_of(text, is_digit)) {
        const auto value = Decimal::parse(text);
        return value && !value->is_zero() ? std::optional(dimensionless(*value)) : std::nullopt;
    }
    std::size_t digits = text.size();
    while (digits > 0 && is_digit(text[digits - 1])) {
        --digits;
    }
    if (digits == text.size()) {
        return parse_symbol(text, depth);
    }
    const bool has_sign = digits > 0 && (text[digits - 1] == '-' || text[digits - 1] == '+');
    const bool is_negative = has_sign && text[digits - 1] == '-';
    const auto unit = parse_symbol(text.substr(0, has_sign ? digits - 1 : digits), depth);
    const int exponent = small_number(text.substr(digits));
    return unit ? unit_power(*unit, is_negative ? -exponent : exponent) : std::nullopt;
}

// The end of the component that begins at `from`: a symbol with its annotation, or what is in
// parentheses.
std::size_t component_end(std::string_view code, std::size_t from) {
    int round = 0;
    bool is_in_bracket = false;
    bool is_in_brace = false;
    for (std::size_t at = from; at < code.size(); ++at) {
        const char c = code[at];
        if (is_in_bracket || is_in_brace) {
            is_in_bracket = is_in_bracket && c != ']';
            is_in_brace = is_in_brace && c != '}';
        } else if (c == '[') {
            is_in_bracket = true;
        } else if (c == '{') {
            is_in_brace = true;
        } else if (c == '(') {
            ++round;
        } else if (c == ')') {
            --round;
        } else if (round == 0 && (c == '.' || c == '/')) {
            return at;
        }
    }
    return code.size();
}

std::optional<Unit> parse_component(std::string_view text, int depth) {
    if (text.ends_with('}')) { // an annotation does not change the unit
        const std::size_t open = text.starts_with('(') ? text.rfind('{') : text.find('{');
        text = text.substr(0, open);
        if (text.empty()) {
            return Unit{};
        }
    }
    // UCUM's own list of examples annotates these, too: g/(8.h){shift}
    if (text.size() > 1 && text.front() == '(' && text.back() == ')') {
        return parse_term(text.substr(1, text.size() - 2), depth + 1);
    }
    return text.empty() || text.find_first_of("(){} \t\n") != std::string_view::npos
               ? std::nullopt
               : parse_simple(text, depth);
}

std::optional<Unit> parse_term(std::string_view code, int depth) {
    if (depth > most_nesting || code.empty()) {
        return std::nullopt;
    }
    Unit out;
    int sign = 1;
    std::size_t at = 0;
    if (code.front() == '/') {
        sign = -1;
        at = 1;
    }
    while (true) {
        const std::size_t end = component_end(code, at);
        const auto component = parse_component(code.substr(at, end - at), depth);
        if (!component || !multiply_by(out, *component, sign)) {
            return std::nullopt;
        }
        if (at == 0 && end == code.size()) {
            out.zero = component->zero; // Cel stands alone, or is a difference of temperatures
        }
        if (end == code.size()) {
            return out;
        }
        sign = code[end] == '/' ? -1 : 1;
        at = end + 1;
    }
}

// value × factor as numerator / denominator × 10^tens
struct Ratio {
    Int128 numerator;
    Int128 denominator;
    int tens;
};

std::optional<Ratio> exact(const Decimal& value, const Unit& unit) {
    const Decimal plain = without_trailing_zeros(value);
    Ratio out{0, unit.denominator, unit.tens - plain.scale};
    if (!unit.is_exact || unit.zero != 0 ||
        __builtin_mul_overflow(plain.digits, unit.numerator, &out.numerator)) {
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

long double in_base_units(const Decimal& value, const Unit& unit) {
    return value.approximate() * unit.factor + unit.zero;
}

} // namespace

std::optional<Unit> Unit::parse(std::string_view code) { return parse_term(code, 0); }

std::optional<Unit> Unit::calendar(std::string_view name) {
    const bool is_year = name == "year";
    if (!is_year && name != "month") {
        return parse(definite_unit(name));
    }
    Unit out = dimensionless(Decimal::of(is_year ? 12 : 1));
    out.own[0] = {.row = UINT16_MAX, .exponent = 1};
    return out;
}

std::optional<Unit> Unit::of(std::string_view unit) {
    const std::string_view word = calendar_unit(unit);
    return word.empty() ? parse(unit) : calendar(word);
}

std::string_view calendar_unit(std::string_view word) {
    for (const CalendarRow& row : calendar_rows) {
        if (word == row.name || word == row.plural) {
            return row.name;
        }
    }
    return {};
}

std::string_view definite_unit(std::string_view calendar_name) {
    const auto* found = std::ranges::find(calendar_rows, calendar_name, &CalendarRow::name);
    return found == std::end(calendar_rows) ? std::string_view() : found->definite;
}

std::string_view calendar_of_definite(std::string_view code) {
    const auto* found = std::ranges::find(calendar_rows, code, &CalendarRow::definite);
    return found == std::end(calendar_rows) ? std::string_view() : found->name;
}

bool comparable(const Unit& a, const Unit& b) { return a.exponents == b.exponents && a.own == b.own; }

std::strong_ordering compare(const Decimal& a, const Unit& unit_a, const Decimal& b, const Unit& unit_b) {
    if (const auto order = compare_exactly(exact(a, unit_a), exact(b, unit_b))) {
        return *order;
    }
    const long double left = in_base_units(a, unit_a);
    const long double right = in_base_units(b, unit_b);
    if (std::fabs(left - right) <= same * std::max(std::fabs(left), std::fabs(right))) {
        return std::strong_ordering::equal;
    }
    return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

bool is_finer(const Unit& a, const Unit& b) {
    Unit first = a;
    Unit second = b;
    first.zero = second.zero = 0;
    return compare(Decimal::of(1), first, Decimal::of(1), second) < 0;
}

std::optional<Decimal> convert(const Decimal& value, const Unit& from, const Unit& to) {
    const auto ratio = exact(value, from);
    if (ratio && to.is_exact && to.zero == 0) {
        Int128 numerator = 0;
        Int128 denominator = 0;
        int tens = ratio->tens - to.tens;
        if (!__builtin_mul_overflow(ratio->numerator, to.denominator, &numerator) &&
            !__builtin_mul_overflow(ratio->denominator, to.numerator, &denominator) &&
            scale_up(numerator, tens) && scale_up(denominator, -tens)) {
            return divide({.digits = numerator}, {.digits = denominator});
        }
    }
    return Decimal::nearest((in_base_units(value, from) - to.zero) / to.factor);
}

} // namespace renkei::fhirpath
