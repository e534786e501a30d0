#include "gateway/forms/mapping/codec/unit_conversion.h"

#include "gateway/core/text/width_folding.h"
#include "gateway/fhir/ucum/unit.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

using base::Decimal;
using ucum::Unit;

constexpr AmountInUnit alike{.fit = UnitFit::same};
constexpr AmountInUnit unlike{.fit = UnitFit::other};

// Conversions of temperatures contain thirds, so a result counts as exact only if it has few digits.
constexpr int most_digits_of_special = 6;

bool has_no_dimension(const Unit& unit) {
    return std::ranges::all_of(unit.exponents, [](std::int8_t each) { return each == 0; }) &&
           std::ranges::all_of(unit.own, [](const Unit::Own& each) { return each.row == 0; });
}

// "{beats}" of "{beats}/min"; empty: it has none.
std::string_view annotation(std::string_view code) {
    const std::size_t begin = code.find('{');
    const std::size_t end = code.find('}', begin == std::string_view::npos ? 0 : begin);
    return begin == std::string_view::npos || end == std::string_view::npos
               ? std::string_view()
               : code.substr(begin, end - begin + 1);
}

bool has_same_annotation(std::string_view a, std::string_view b) {
    return annotation(a).empty() || annotation(b).empty() || annotation(a) == annotation(b);
}

// Is one of the parts of "10*3/uL" so?
template <class IsSo>
bool any_part(std::string_view code, const IsSo& is_so) {
    for (std::size_t at = 0; at < code.size();) {
        const std::size_t end = std::min(code.find_first_of("./()0123456789-+*", at), code.size());
        if (is_so(code.substr(at, end - at))) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

// Years and months of UCUM: their length is that of a mean, which no calendar has.
bool is_of_calendar(std::string_view code) {
    constexpr std::string_view means[] = {"a", "mo", "a_j", "a_t", "a_g", "mo_j", "mo_s", "mo_g"};
    return any_part(code,
                    [&](std::string_view part) { return std::ranges::find(means, part) != std::end(means); });
}

// A capital letter may abbreviate anything: C, K, T, U; but L is a litre.
bool is_unit_by_chance(std::string_view words) {
    return any_part(words, [](std::string_view part) {
        return part.size() == 1 && part.front() >= 'A' && part.front() <= 'Z' && part != "L";
    });
}

AmountInUnit converted(const Decimal& value, const Unit& from, const Unit& to) {
    const auto found = ucum::convert(value, from, to);
    if (!found) {
        return unlike;
    }
    const bool is_special = from.special != 0 || to.special != 0;
    const auto short_enough =
        is_special ? rounded(*found, most_digits_of_special, base::Rounding::half_away) : found;
    const bool is_exact = (is_special || (from.is_exact && to.is_exact)) && short_enough &&
                          ucum::compare(value, from, *short_enough, to) == 0;
    return is_exact ? AmountInUnit{UnitFit::converted, without_trailing_zeros(*short_enough).text()} : unlike;
}

AmountInUnit by_code(const Amount& theirs, const Amount& ours) {
    constexpr std::string_view percent = "%";
    constexpr std::string_view one = "1";
    if (theirs.code == ours.code) {
        return alike;
    }
    const std::optional<Unit> from = Unit::parse(theirs.code);
    const std::optional<Unit> to = Unit::parse(ours.code);
    const std::optional<Decimal> value = Decimal::parse(theirs.value);
    if (!from || !to || !value || !addable(*from, *to) || !has_same_annotation(theirs.code, ours.code)) {
        return unlike;
    }
    if (has_no_dimension(*from) && !(theirs.code == one && ours.code == percent)) {
        return unlike;
    }
    const AmountInUnit out = converted(*value, *from, *to);
    if (out.fit == UnitFit::converted && *Decimal::parse(out.value) == *value) {
        return alike;
    }
    return is_of_calendar(theirs.code) || is_of_calendar(ours.code) ? unlike : out;
}

// Are the words the same unit? Full width does not count as a difference, but case does: Mg is not mg.
bool is_same_word(std::string_view a, std::string_view b) {
    const auto is_ascii = [](std::string_view text) {
        return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    };
    return a == b || (!(is_ascii(a) && is_ascii(b)) && text::fold(a) == text::fold(b));
}

} // namespace

bool contradicts_itself(const Amount& amount) {
    if (amount.unit.empty() || amount.code.empty() || amount.unit == amount.code ||
        (amount.system != ucum::system_url && !amount.system.empty())) {
        return false;
    }
    const std::optional<Unit> words = Unit::parse(amount.unit);
    const std::optional<Unit> code = Unit::parse(amount.code);
    if (!words || !code) {
        return false;
    }
    if (addable(*words, *code)) {
        const Decimal one = *Decimal::parse("1");
        return ucum::compare(one, *words, one, *code) != 0;
    }
    // units by effect ([iU]) have no dimension
    const auto is_by_effect = [](const Unit& unit) {
        return std::ranges::any_of(unit.own, [](const Unit::Own& each) { return each.row != 0; });
    };
    return !is_unit_by_chance(amount.unit) && !is_by_effect(*words) && !is_by_effect(*code);
}

AmountInUnit in_unit_of(const Amount& theirs, const Amount& ours) {
    if (contradicts_itself(theirs)) {
        return unlike;
    }
    const bool is_ucum = theirs.system == ucum::system_url || theirs.system.empty();
    if (!theirs.code.empty() && !ours.code.empty()) {
        if (is_ucum) {
            return by_code(theirs, ours);
        }
        if (theirs.system == ours.system) {
            return theirs.code == ours.code ? alike : unlike;
        }
    }
    if (theirs.unit.empty()) {
        return !theirs.code.empty() && is_ucum && theirs.code == ours.unit ? alike : unlike;
    }
    return is_same_word(theirs.unit, ours.unit) || is_same_word(theirs.unit, ours.code) ? alike : unlike;
}

} // namespace renkei::mapping
