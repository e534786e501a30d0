// Days in Japan and their instants: where only a day is known, it counts from its beginning.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/core/time/date.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace renkei::time {

Date day_in_japan(base::Millis at);
base::Millis beginning_of(std::chrono::sys_days day);
base::Millis beginning_of(const Date& day);
base::Millis end_of(const Date& day); // its last millisecond
std::optional<base::Millis> parse_instant_or_day(std::string_view text);

// The last day of the month that is so many months after the month of `from`.
Date last_day_after_months(const Date& from, unsigned months);

} // namespace renkei::time
