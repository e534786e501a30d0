// FHIR's dateTime, instant and time: are they written right, do they exist, which moment are they, which in
// Japan's zone.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/core/time/date.h"

namespace renkei::time {

constexpr std::string_view japan_zone = "+09:00";
constexpr std::chrono::minutes japan_offset{9 * 60};

// A whole date with a time of day, as searches write it: seconds and zone may be missing.
struct DateTime {
    Date date;
    std::chrono::minutes of_day{};
    std::string_view seconds;                 // as written, with the colon before and the fraction behind
    std::optional<std::chrono::minutes> zone; // east of UTC

    std::chrono::milliseconds
    in_minute() const; // seconds with three digits behind the point; 60 in a leap second
    base::Millis at(std::chrono::minutes offset) const;
};
std::optional<DateTime> parse_date_time(std::string_view text);

bool is_time(std::string_view text);      // HH:MM:SS with or without a fraction
bool is_date_time(std::string_view text); // a date, or a full date with T, time and zone
bool is_instant(std::string_view text);   // full date, T, time, zone
std::optional<base::Millis> parse_instant(std::string_view text);

// The same moment written with +09:00; seconds and fraction keep their text. A date without time stays as it
// is. Nothing if the text is no dateTime, or the moment leaves the years 0001–9999.
std::optional<std::string> in_japan(std::string_view date_time);

} // namespace renkei::time
