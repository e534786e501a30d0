#include "gateway/network/sharing/day.h"

#include "gateway/core/time/date_time.h"

#include <chrono>

namespace renkei::sharing {

time::Date day_in_japan(base::Millis at) {
    const std::chrono::sys_time<std::chrono::milliseconds> in_japan(std::chrono::milliseconds(at) +
                                                                    time::japan_offset);
    return time::Date::of(std::chrono::floor<std::chrono::days>(in_japan));
}

base::Millis beginning_of(const time::Date& day) {
    return std::chrono::milliseconds(day.first_day().time_since_epoch() - time::japan_offset).count();
}

std::optional<base::Millis> parse_instant_or_day(std::string_view text) {
    if (time::is_full_date(text)) {
        return beginning_of(*time::parse_date(text));
    }
    return time::parse_instant(text);
}

time::Date last_day_after_months(const time::Date& from, unsigned months) {
    const std::chrono::year_month month =
        std::chrono::year(from.year) / std::chrono::month(from.month) + std::chrono::months(months);
    return time::Date::of(std::chrono::sys_days(month / std::chrono::last));
}

} // namespace renkei::sharing
