// Japanese era dates (和暦) and other dates as people write them, from and to ISO 8601.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::time {

// 令和6年5月3日, R6.5.3, Ｓ１２／１／２, 昭和十二年, 平成元年, 2024/5/3, 2024年5月 → "2024-05-03", "1937",
// "2024-05". A date may stop after the year or the month. No value for anything else: 頃, 不詳, a day the
// calendar or the era does not have, 明治 before 1873 (another calendar). Compact dates (20240503) are not
// its business.
std::optional<std::string> iso_of_written_date(std::string_view text);
// May it stand in such a date, in half width? What is behind another character is none of it.
bool is_of_written_date(char32_t letter);

// "2024-05-03" → 令和6年5月3日, "2019" → 令和元年 (the era at the end of the period). No value before 1873 or
// for what is no date.
std::optional<std::string> era_of_iso(std::string_view iso);

// Is it written as a month or day (2026-02-32, 2026/02/32, 20260232), alone or at the beginning of a date and
// time, that the calendar does not have?
bool is_not_in_calendar(std::string_view text);

} // namespace renkei::time
