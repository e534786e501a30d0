// FHIR's date, dateTime, instant and time: are they written right, do they exist, what is the day after, what
// in Japan's zone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::resources {

constexpr std::string_view japan_zone = "+09:00";

bool is_date(std::string_view text);      // YYYY, YYYY-MM or YYYY-MM-DD, a day that exists
bool is_full_date(std::string_view text); // YYYY-MM-DD
bool is_time(std::string_view text);      // HH:MM:SS with or without a fraction
bool is_date_time(std::string_view text); // a date, or a full date with T, time and zone
bool is_instant(std::string_view text);   // full date, T, time, zone

// "2024-02-28" -> "2024-02-29". Nothing if the text is no full date, or the last day of year 9999.
std::optional<std::string> next_day(std::string_view date);

// The same moment written with +09:00; seconds and fraction keep their text. A date without time stays as it
// is. Nothing if the text is no dateTime, or the moment leaves the years 0001–9999.
std::optional<std::string> in_japan(std::string_view date_time);

} // namespace renkei::resources
