#include "gateway/core/time/date.h"

#include <fmt/format.h>

namespace renkei::time {
namespace {

constexpr std::size_t full_date_size = 10;

} // namespace

std::string Date::text() const {
    if (month == 0) {
        return fmt::format("{:04}", year);
    }
    return day == 0 ? fmt::format("{:04}-{:02}", year, month)
                    : fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::optional<std::string> next_day(std::string_view date) {
    const auto day = is_full_date(date) ? parse_date(date) : std::nullopt;
    if (!day) {
        return std::nullopt;
    }
    const Date next = Date::of(day->first_day() + std::chrono::days(1));
    return next.exists() ? std::optional(next.text()) : std::nullopt;
}

std::optional<int> full_years(std::string_view birth, std::string_view day) {
    const auto born = parse_date(birth.substr(0, full_date_size));
    const auto now = parse_date(day.substr(0, full_date_size));
    if (!born || !now || !born->is_whole() || !now->is_whole()) {
        return std::nullopt;
    }
    const bool had_birthday = now->month != born->month ? now->month > born->month : now->day >= born->day;
    return now->year - born->year - (had_birthday ? 0 : 1);
}

} // namespace renkei::time
