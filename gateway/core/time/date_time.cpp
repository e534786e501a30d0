#include "gateway/core/time/date_time.h"

#include <fmt/format.h>

namespace renkei::time {
namespace {

using Minutes = std::chrono::minutes;

constexpr int max_zone_minutes = 14 * 60;

struct TimeOfDay {
    Minutes of_day{};
    std::string_view seconds;
};

// HH:MM, HH:MM:SS or HH:MM:SS.fff. R4 allows the leap second 60 and any number of digits behind the point.
std::optional<TimeOfDay> take_time(Scanner& in) {
    const auto hour = in.number(2, 0, 23);
    const bool has_colon = in.take(':');
    const auto minute = in.number(2, 0, 59);
    if (!hour || !has_colon || !minute) {
        return std::nullopt;
    }
    const std::string_view seconds = in.rest();
    if (in.take(':') && (!in.number(2, 0, 60) || (in.take('.') && !in.thousandths()))) {
        return std::nullopt;
    }
    return TimeOfDay{Minutes(*hour * 60 + *minute), seconds.substr(0, seconds.size() - in.rest().size())};
}

// Minutes east of UTC: "Z" or ±HH:MM up to 14:00.
std::optional<Minutes> take_zone(Scanner& in) {
    if (in.take('Z')) {
        return Minutes(0);
    }
    const bool is_west = in.take('-');
    if (!is_west && !in.take('+')) {
        return std::nullopt;
    }
    const auto hours = in.number(2, 0, 14);
    const bool has_colon = in.take(':');
    const auto behind = in.number(2, 0, 59);
    if (!hours || !has_colon || !behind || *hours * 60 + *behind > max_zone_minutes) {
        return std::nullopt;
    }
    const Minutes out(*hours * 60 + *behind);
    return is_west ? -out : out;
}

std::optional<DateTime> parse_whole(std::string_view text) {
    const auto out = parse_date_time(text);
    return out && !out->seconds.empty() && out->zone ? out : std::nullopt;
}

} // namespace

std::chrono::milliseconds DateTime::in_minute() const {
    Scanner in(seconds);
    in.take(':');
    const std::chrono::seconds whole(in.number(2, 0, 60).value_or(0));
    const int fraction = in.take('.') ? in.thousandths().value_or(0) : 0;
    return whole + std::chrono::milliseconds(fraction);
}

base::Millis DateTime::at(std::chrono::minutes offset) const {
    return (date.first_day() + of_day + in_minute() - offset).time_since_epoch().count();
}

std::optional<DateTime> parse_date_time(std::string_view text) {
    Scanner in(text);
    const auto date = take_date(in);
    if (!date || !date->is_whole() || !in.take('T')) {
        return std::nullopt;
    }
    const auto time = take_time(in);
    if (!time) {
        return std::nullopt;
    }
    DateTime out{.date = *date, .of_day = time->of_day, .seconds = time->seconds, .zone = std::nullopt};
    if (in.is_at_end()) {
        return out;
    }
    out.zone = take_zone(in);
    return out.zone && in.is_at_end() ? std::optional(out) : std::nullopt;
}

bool is_time(std::string_view text) {
    Scanner in(text);
    const auto time = take_time(in);
    return time && !time->seconds.empty() && in.is_at_end();
}

bool is_instant(std::string_view text) { return parse_whole(text).has_value(); }

bool is_date_time(std::string_view text) { return is_date(text) || is_instant(text); }

std::optional<base::Millis> parse_instant(std::string_view text) {
    const auto out = parse_whole(text);
    return out ? std::optional(out->at(*out->zone)) : std::nullopt;
}

std::optional<std::string> in_japan(std::string_view date_time) {
    if (is_date(date_time)) {
        return std::string(date_time);
    }
    const auto at = parse_whole(date_time);
    if (!at) {
        return std::nullopt;
    }
    const Minutes there = at->of_day - *at->zone + japan_offset;
    const auto shift = std::chrono::floor<std::chrono::days>(there);
    const Date date = Date::of(at->date.first_day() + shift);
    if (!date.exists()) {
        return std::nullopt;
    }
    const auto clock = (there - shift).count();
    return fmt::format("{}T{:02}:{:02}{}{}", date.text(), clock / 60, clock % 60, at->seconds, japan_zone);
}

} // namespace renkei::time
