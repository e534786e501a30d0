#include "gateway/forms/record/value/calendar.h"

#include "gateway/core/time/date_time.h"

#include <algorithm>

namespace renkei::record {
namespace {

constexpr std::size_t month_size = 7; // 2024-05
constexpr std::size_t day_size = 10;  // 2024-05-03

bool is_clock(std::string_view text) {
    time::Scanner in(text);
    return in.number(2, 0, 23) && in.take(':') && in.number(2, 0, 59) && in.is_at_end();
}

// 2024-05-03T23:30+09:00, with seconds and a fraction or without
bool is_moment(std::string_view text) {
    const auto moment = time::parse_date_time(text);
    return moment && text.ends_with(time::japan_zone) && !moment->seconds.starts_with(":60");
}

} // namespace

bool is_on_calendar(const form::Item& item, std::string_view text) {
    switch (item.type) {
    case form::ItemType::date:
        return time::is_date(text) && (text.size() == day_size || item.is(form::partial));
    case form::ItemType::month: return text.size() == month_size && time::is_date(text);
    case form::ItemType::time: return is_clock(text);
    case form::ItemType::datetime: return is_moment(text) || (item.is(form::partial) && time::is_date(text));
    case form::ItemType::text:
    case form::ItemType::token:
    case form::ItemType::code:
    case form::ItemType::codes:
    case form::ItemType::flag:
    case form::ItemType::integer:
    case form::ItemType::decimal: return true;
    }
    return true;
}

bool is_later(std::string_view first, std::string_view second) {
    const std::size_t size = std::min(first.size(), second.size());
    return first.substr(0, size) > second.substr(0, size);
}

} // namespace renkei::record
