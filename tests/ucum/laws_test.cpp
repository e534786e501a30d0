// Laws over random units.
#include "gateway/fhir/ucum/table.h"
#include "gateway/fhir/ucum/unit.h"

#include <fmt/format.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace renkei::ucum::laws_test {
namespace {

using base::Decimal;

template <class Rows>
const auto& any_of(const Rows& rows) {
    return rows[*rc::gen::inRange<std::size_t>(0, rows.size())];
}

std::string any_symbol() {
    const UnitRow& row = any_of(unit_rows().subspan(1));
    return (row.is_metric && *rc::gen::arbitrary<bool>() ? std::string(any_of(prefix_rows()).code) : "") +
           std::string(row.code);
}

std::string any_component(int depth);

std::string any_term(int depth) {
    std::string out = any_component(depth);
    for (int more = *rc::gen::inRange(0, 3); more > 0; --more) {
        out += (*rc::gen::arbitrary<bool>() ? "." : "/") + any_component(depth);
    }
    return out;
}

std::string any_component(int depth) {
    switch (*rc::gen::inRange(0, depth > 0 ? 5 : 4)) {
    case 0: return fmt::format("{}", *rc::gen::inRange(1, 1000));
    case 1: return any_symbol() + fmt::format("{:+}", *rc::gen::inRange(-3, 4));
    case 2: return any_symbol() + "{an annotation}";
    case 3: return any_symbol();
    default: return "(" + any_term(depth - 1) + ")";
    }
}

// The canonical form as UCUM writes it: 133322.g.m-1.s-2. None if its factor is not exact or has more digits
// than a number of UCUM has here.
std::optional<std::string> canonical_text(const Unit& unit) {
    static constexpr std::string_view base[] = {"m", "s", "g", "rad", "K", "C", "cd"};
    const Decimal numerator{.digits = unit.numerator};
    const Decimal denominator{.digits = unit.denominator};
    if (!unit.is_exact || numerator.text().size() > 28 || denominator.text().size() > 28 ||
        std::abs(unit.tens) > 40) {
        return std::nullopt;
    }
    std::string out = numerator.text() + fmt::format(".10*{}/", unit.tens) + denominator.text();
    for (std::size_t n = 0; n < std::size(base); ++n) {
        if (std::abs(unit.exponents[n]) > 40) {
            return std::nullopt;
        }
        out += unit.exponents[n] == 0 ? "" : fmt::format(".{}{}", base[n], unit.exponents[n]);
    }
    for (const Unit::Own& own : unit.own) {
        out += own.row == 0 ? "" : fmt::format(".{}{}", unit_rows()[own.row].code, own.exponent);
    }
    return out;
}

bool same_unit(const Unit& a, const Unit& b) {
    return addable(a, b) && a.numerator == b.numerator && a.denominator == b.denominator && a.tens == b.tens;
}

RC_GTEST_PROP(Any_unit, is_read_again_from_its_canonical_form, ()) {
    const auto code = any_term(2);
    const auto unit = Unit::parse(code);
    RC_PRE(unit.has_value()); // more than three dimensions of their own, or exponents, are refused
    const auto text = canonical_text(*unit);
    RC_PRE(text.has_value());
    const auto again = Unit::parse(*text);
    RC_ASSERT(again.has_value());
    RC_ASSERT(same_unit(*unit, *again));
    RC_ASSERT(canonical_text(*again) == text);
}

RC_GTEST_PROP(Any_unit, over_itself_is_one, ()) {
    const auto code = any_term(1);
    RC_PRE(Unit::parse(code).has_value());
    const auto one = Unit::parse("(" + code + ")/(" + code + ")");
    RC_PRE(one.has_value());
    RC_ASSERT(addable(*one, Unit{}));
    RC_ASSERT(std::fabs(one->factor - 1) < 1e-15L);
}

RC_GTEST_PROP(Any_value, converts_there_and_back, ()) {
    const auto from = Unit::parse(any_symbol());
    RC_PRE(from.has_value());
    std::vector<Unit> others;
    for (const UnitRow& row : unit_rows().subspan(1)) {
        const auto other = Unit::parse(row.code);
        // 3 rad and their tangent, which smaller angles have, too
        if (other && comparable(*from, *other) && row.function != Function::tangent) {
            others.push_back(*other);
        }
    }
    const auto to = std::optional(any_of(others));
    const auto value = Decimal::of(*rc::gen::inRange(1, 100));
    const auto there = convert(value, *from, *to);
    RC_PRE(there.has_value());
    RC_PRE(std::fabs(there->approximate()) > 1e-6L); // smaller ones lose digits behind the 28th
    const auto back = convert(*there, *to, *from);
    RC_ASSERT(back.has_value());
    RC_ASSERT(std::fabs(back->approximate() - value.approximate()) <= 1e-9L * value.approximate());
}

RC_GTEST_PROP(Any_bytes, are_read_without_harm, (const std::string& bytes)) { Unit::parse(bytes); }

} // namespace
} // namespace renkei::ucum::laws_test
