// Days and instants of records: days are days in Japan, and where only a day is known, it counts from its
// beginning.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/core/time/date.h"

#include <optional>
#include <string_view>

namespace renkei::sharing {

time::Date day_in_japan(base::Millis at);
base::Millis beginning_of(const time::Date& day);
std::optional<base::Millis> parse_instant_or_day(std::string_view text);

// The last day of the month that is so many months after the month of `from`.
time::Date last_day_after_months(const time::Date& from, unsigned months);

} // namespace renkei::sharing
