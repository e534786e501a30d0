#include "gateway/core/time/japan_day.h"

#include "gateway/core/time/date_time.h"

namespace renkei::time {

Date day_in_japan(base::Millis at) {
    const std::chrono::sys_time<std::chrono::milliseconds> in_japan(std::chrono::milliseconds(at) +
                                                                    japan_offset);
    return Date::of(std::chrono::floor<std::chrono::days>(in_japan));
}

base::Millis beginning_of(std::chrono::sys_days day) {
    return std::chrono::milliseconds(day.time_since_epoch() - japan_offset).count();
}

base::Millis beginning_of(const Date& day) { return beginning_of(day.first_day()); }

base::Millis end_of(const Date& day) { return beginning_of(day.first_day() + std::chrono::days(1)) - 1; }

std::optional<base::Millis> parse_instant_or_day(std::string_view text) {
    if (is_full_date(text)) {
        return beginning_of(*parse_date(text));
    }
    return parse_instant(text);
}

Date last_day_after_months(const Date& from, unsigned months) {
    const std::chrono::year_month month =
        std::chrono::year(from.year) / std::chrono::month(from.month) + std::chrono::months(months);
    return Date::of(std::chrono::sys_days(month / std::chrono::last));
}

} // namespace renkei::time
