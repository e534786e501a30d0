#include "gateway/network/mhd/search/date_range.h"

#include "gateway/core/time/date_time.h"
#include "gateway/core/time/japan_day.h"

namespace renkei::mhd {
namespace {

// The length of the last part that is written.
std::chrono::milliseconds length_of(std::string_view seconds) {
    constexpr std::size_t whole = 3; // ":59"
    return seconds.empty()           ? std::chrono::minutes(1)
           : seconds.size() == whole ? std::chrono::seconds(1)
                                     : std::chrono::milliseconds(1);
}

} // namespace

// Searches may leave out seconds and zone, which FHIR's dateTime may not.
std::optional<DateRange> parse_date_range(std::string_view text) {
    if (const auto date = time::parse_date(text)) {
        return DateRange{time::beginning_of(date->first_day()),
                         time::beginning_of(date->last_day() + std::chrono::days(1))};
    }
    const auto moment = time::parse_date_time(text);
    if (!moment) {
        return std::nullopt;
    }
    const base::Millis at = moment->at(moment->zone.value_or(time::japan_offset));
    return DateRange{at, at + length_of(moment->seconds).count()};
}

} // namespace renkei::mhd
