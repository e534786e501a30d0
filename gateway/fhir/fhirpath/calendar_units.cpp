#include "gateway/fhir/fhirpath/calendar_units.h"

#include <algorithm>
#include <iterator>

namespace renkei::fhirpath {
namespace {

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
constexpr std::uint16_t month_dimension = UINT16_MAX;

} // namespace

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

std::optional<ucum::Unit> unit_of(std::string_view unit) {
    const std::string_view word = calendar_unit(unit);
    if (word == "year" || word == "month") {
        return ucum::Unit::outside(month_dimension, word == "year" ? 12 : 1);
    }
    return ucum::Unit::parse(word.empty() ? unit : definite_unit(word));
}

} // namespace renkei::fhirpath
