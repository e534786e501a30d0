#include "gateway/forms/form/rule_span.h"

#include "gateway/core/time/date.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace renkei::form {
namespace {

std::optional<std::chrono::sys_days> first_day(std::string_view text) {
    constexpr std::size_t whole = std::string_view("2026-04-01").size();
    const std::optional<time::Date> date = time::parse_date(text.substr(0, whole)); // of a moment, too
    return date ? std::optional(date->first_day()) : std::nullopt;
}

std::chrono::sys_days months_after(std::chrono::sys_days day, int months) {
    const std::chrono::year_month_day from(day);
    const std::chrono::year_month month =
        std::chrono::year_month(from.year(), from.month()) + std::chrono::months(months);
    const std::chrono::day last(
        time::days_in_month(static_cast<int>(month.year()), static_cast<unsigned>(month.month())));
    return month / std::min(from.day(), last);
}

} // namespace

std::optional<RuleSpan> rule_span(std::string_view text) {
    constexpr int longest = 9999;
    int count = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), count);
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    if (wrong != std::errc{} || count < 1 || count > longest || (unit != " months" && unit != " days")) {
        return std::nullopt;
    }
    return unit == " months" ? RuleSpan{.months = count} : RuleSpan{.days = count};
}

bool is_longer_than(const RuleSpan& span, std::string_view first, std::string_view last) {
    const auto from = first_day(first);
    const auto to = first_day(last);
    return from && to && *to >= months_after(*from, span.months) + std::chrono::days(span.days);
}

} // namespace renkei::form
