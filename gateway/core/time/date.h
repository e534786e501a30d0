// Dates of the Gregorian calendar, whole or partial, as ISO 8601 and FHIR write them: 2015, 2015-02,
// 2015-02-04.
#pragma once

#include "gateway/core/time/scanner.h"

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::time {

struct Date {
    std::int16_t year = 0;
    std::uint8_t month = 0; // zero: not given
    std::uint8_t day = 0;   // zero: not given

    static constexpr Date of(std::chrono::sys_days day) {
        const std::chrono::year_month_day date(day);
        return {static_cast<std::int16_t>(static_cast<int>(date.year())),
                static_cast<std::uint8_t>(static_cast<unsigned>(date.month())),
                static_cast<std::uint8_t>(static_cast<unsigned>(date.day()))};
    }
    constexpr bool is_whole() const { return day != 0; }
    constexpr bool exists() const; // in the years 0001 to 9999
    // The first and the last day of the period that the date stands for.
    constexpr std::chrono::sys_days first_day() const;
    constexpr std::chrono::sys_days last_day() const;
    std::string text() const;
    auto operator<=>(const Date&) const = default;
};

constexpr std::uint8_t days_in_month(int year, unsigned month) {
    const auto last = std::chrono::year(year) / std::chrono::month(month) / std::chrono::last;
    return static_cast<std::uint8_t>(static_cast<unsigned>(last.day()));
}

constexpr bool Date::exists() const {
    return year >= 1 && year <= 9999 && month <= 12 &&
           (month == 0 ? day == 0 : day <= days_in_month(year, month));
}

constexpr std::chrono::sys_days Date::first_day() const {
    return std::chrono::year(year) / std::chrono::month(month == 0 ? 1U : month) /
           std::chrono::day(day == 0 ? 1U : day);
}

constexpr std::chrono::sys_days Date::last_day() const {
    const unsigned in_month = month == 0 ? 12U : month;
    return std::chrono::year(year) / std::chrono::month(in_month) /
           std::chrono::day(day == 0 ? days_in_month(year, in_month) : day);
}

// Takes YYYY, YYYY-MM or YYYY-MM-DD. None if no date stands there, or if the calendar does not have it.
constexpr std::optional<Date> take_date(Scanner& in) {
    const auto year = in.number(4, 1, 9999);
    if (!year || !in.take('-')) {
        return year ? std::optional(Date{.year = static_cast<std::int16_t>(*year)}) : std::nullopt;
    }
    const auto month = in.number(2, 1, 12);
    if (!month) {
        return std::nullopt;
    }
    Date out{.year = static_cast<std::int16_t>(*year), .month = static_cast<std::uint8_t>(*month)};
    if (in.take('-')) {
        const auto day = in.number(2, 1, days_in_month(*year, out.month));
        if (!day) {
            return std::nullopt;
        }
        out.day = static_cast<std::uint8_t>(*day);
    }
    return out;
}

constexpr std::optional<Date> parse_date(std::string_view text) {
    Scanner in(text);
    const auto out = take_date(in);
    return in.is_at_end() ? out : std::nullopt;
}

constexpr bool is_date(std::string_view text) { return parse_date(text).has_value(); }
constexpr bool is_full_date(std::string_view text) { return text.size() == 10 && is_date(text); }

// "2024-02-28" -> "2024-02-29". Nothing if the text is no full date, or the last day of year 9999.
std::optional<std::string> next_day(std::string_view date);

// Full years from a birth date to a day, both at the head of their texts (dates or date-times); a person born
// on 29 February is a year older from 1 March on in other years. No value unless both are whole dates.
std::optional<int> full_years(std::string_view birth, std::string_view day);

} // namespace renkei::time
