// UCUM's grammar, case-sensitive.
#include "gateway/core/base/characters.h"
#include "gateway/fhir/ucum/canonical.h"

#include <algorithm>

namespace renkei::ucum {
namespace {

using base::is_digit;

constexpr int max_nesting = 16; // of parentheses; definitions within definitions are fewer
constexpr std::size_t max_digits = 31;

std::optional<Unit> parse_term(std::string_view code, int depth);

std::optional<Unit> from_row(const UnitRow& row, int depth) {
    if (row.of.starts_with('@')) {
        return base_unit(static_cast<std::size_t>(row.of[1] - '0'));
    }
    const bool is_temperature = row.function == Function::zero;
    if (row.of.empty() || (row.function != Function::none && !is_temperature)) {
        Unit out = own_dimension(row);
        out.special = row.of.empty() ? 0 : out.own[0].row;
        return out;
    }
    auto out = parse_term(row.of, depth + 1);
    if (!out || !multiply(*out, of_number(whole_number(row.digits), row.tens), Side::numerator)) {
        return std::nullopt;
    }
    out->special = is_temperature ? own_dimension(row).own[0].row : 0;
    return out;
}

std::optional<Unit> parse_symbol(std::string_view symbol, int depth) {
    if (const UnitRow* row = find_unit(symbol)) {
        return from_row(*row, depth);
    }
    for (const PrefixRow& prefix : prefix_rows()) {
        const UnitRow* row =
            symbol.starts_with(prefix.code) ? find_unit(symbol.substr(prefix.code.size())) : nullptr;
        if (row == nullptr || !row->is_metric) {
            continue;
        }
        auto out = from_row(*row, depth);
        if (out && multiply(*out, of_prefix(prefix), Side::numerator)) {
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

std::optional<Unit> parse_factor(std::string_view digits) {
    const std::size_t first = digits.find_first_not_of('0');
    if (first == std::string_view::npos || digits.size() > max_digits) {
        return std::nullopt;
    }
    return of_number(whole_number(digits), 0);
}

// A symbol with an exponent behind it, or a number.
std::optional<Unit> parse_simple(std::string_view text, int depth) {
    std::size_t digits = text.size();
    while (digits > 0 && is_digit(text[digits - 1])) {
        --digits;
    }
    if (digits == 0) {
        return parse_factor(text);
    }
    if (digits == text.size()) {
        return parse_symbol(text, depth);
    }
    const bool has_sign = text[digits - 1] == '-' || text[digits - 1] == '+';
    const bool is_negative = text[digits - 1] == '-';
    const auto unit = parse_symbol(text.substr(0, has_sign ? digits - 1 : digits), depth);
    const int exponent = small_number(text.substr(digits));
    return unit ? power(*unit, is_negative ? -exponent : exponent) : std::nullopt;
}

// The end of the component that begins at `from`: a symbol with its annotation, or what is in parentheses.
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

// UCUM asks for printable ASCII without braces; the annotations that R4 lists hold spaces, too.
bool is_annotation(std::string_view text) {
    const auto is_inside = [](char c) { return c >= ' ' && c <= '~' && c != '{' && c != '}'; };
    return text.size() >= 2 && text.front() == '{' &&
           std::ranges::all_of(text.substr(1, text.size() - 2), is_inside);
}

std::optional<Unit> parse_component(std::string_view text, int depth) {
    if (text.ends_with('}')) { // an annotation does not change the unit
        const std::size_t open = std::min(text.rfind('{'), text.size());
        if (!is_annotation(text.substr(open))) {
            return std::nullopt;
        }
        text = text.substr(0, open);
        if (text.empty()) {
            return Unit{};
        }
    }
    // UCUM's own list of examples annotates these, too: g/(8.h){shift}
    if (text.size() > 1 && text.front() == '(' && text.back() == ')') {
        return parse_term(text.substr(1, text.size() - 2), depth + 1);
    }
    return text.empty() ? std::nullopt : parse_simple(text, depth);
}

std::optional<Unit> parse_term(std::string_view code, int depth) {
    if (depth > max_nesting || code.empty()) {
        return std::nullopt;
    }
    Unit out;
    Side side = Side::numerator;
    std::size_t at = 0;
    if (code.front() == '/') {
        side = Side::denominator;
        at = 1;
    }
    while (true) {
        const std::size_t end = component_end(code, at);
        const auto component = parse_component(code.substr(at, end - at), depth);
        if (!component || !multiply(out, *component, side)) {
            return std::nullopt;
        }
        if (at == 0 && end == code.size()) {
            out.special = component->special; // it stands alone
        }
        if (end == code.size()) {
            return out;
        }
        side = code[end] == '/' ? Side::denominator : Side::numerator;
        at = end + 1;
    }
}

} // namespace

std::optional<Unit> Unit::parse(std::string_view code) {
    constexpr std::size_t longest = 256; // the time grows with the number of components
    return code.size() > longest ? std::nullopt : parse_term(code, 0);
}

} // namespace renkei::ucum
