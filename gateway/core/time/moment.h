// A date, a date with time, or a time of day, known up to a precision: 2015, 2015-02, 2015-02-04T14:34+09:00.
#pragma once

#include "gateway/core/base/clock.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::time {

enum class Precision : std::uint8_t { none, year, month, day, hour, minute, second, millisecond };

// Of a time zone, in minutes east of UTC.
constexpr std::int16_t max_zone_offset = 14 * 60;
constexpr std::int16_t min_zone_offset = -12 * 60;

struct Moment {
    std::int16_t year = 0;
    std::uint8_t month = 1;
    std::uint8_t day = 1;
    std::uint8_t hour = 0;
    std::uint8_t minute = 0;
    std::uint16_t milliseconds = 0; // of the minute: seconds and their fraction
    Precision precision = Precision::none;
    bool has_offset = false;
    std::int16_t offset = 0; // minutes east of UTC

    static Moment of(base::Millis at); // in UTC, with milliseconds
    static std::optional<Moment> date(std::string_view text);
    static std::optional<Moment> date_time(std::string_view text); // a date, "2015T" or with a time
    static std::optional<Moment> time(std::string_view text);      // "14", "14:34", "14:34:28.123"
    std::string date_text() const;
    std::string date_time_text() const;
    std::string time_text() const;
    int digits() const; // precision(): 2015-02 has 6
};
static_assert(sizeof(Moment) <= 16);

// Less than, equal, greater; or the moments are not known precisely enough.
enum class Order : std::uint8_t { less, equal, greater, unknown };
Order compare(const Moment& a, const Moment& b);
bool equivalent(const Moment& a, const Moment& b);

// Adds `amount` of a unit. What is more precise than the moment counts in whole units of the moment's
// precision: 23 months are one year. None: the year would leave 1..9999.
std::optional<Moment> add(const Moment& moment, std::int64_t amount, Precision unit);

// The first or last moment that `moment` may mean, to so many digits (2015-02 has 6); none: no such
// precision.
enum class Boundary : std::uint8_t { low, high };
std::optional<Moment> date_boundary(const Moment& moment, Boundary boundary, int digits);
std::optional<Moment> date_time_boundary(const Moment& moment, Boundary boundary, int digits);
std::optional<Moment> time_boundary(const Moment& moment, Boundary boundary, int digits);

} // namespace renkei::time
