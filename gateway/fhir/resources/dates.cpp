#include "gateway/fhir/resources/dates.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace renkei::resources {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::year_month_day;

// Does `text` look like `pattern`, where 9 stands for any digit and anything else for itself?
bool looks_like(std::string_view text, std::string_view pattern) {
    if (text.size() != pattern.size()) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (pattern[i] == '9' ? !digit : text[i] != pattern[i]) {
            return false;
        }
    }
    return true;
}

int number(std::string_view digits) {
    int out = 0;
    for (const char c : digits) {
        out = out * 10 + (c - '0');
    }
    return out;
}

std::optional<year_month_day> full_date(std::string_view text) {
    if (!looks_like(text, "9999-99-99") || text.substr(0, 4) == "0000") {
        return std::nullopt;
    }
    const year_month_day out{std::chrono::year(number(text.substr(0, 4))),
                             std::chrono::month(static_cast<unsigned>(number(text.substr(5, 2)))),
                             std::chrono::day(static_cast<unsigned>(number(text.substr(8, 2))))};
    return out.ok() ? std::optional(out) : std::nullopt;
}

std::optional<std::string> written(year_month_day date) {
    const int year = static_cast<int>(date.year());
    if (year < 1 || year > 9999) {
        return std::nullopt;
    }
    return fmt::format("{:04}-{:02}-{:02}", year, static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

bool is_clock(std::string_view text) {
    return looks_like(text, "99:99") && number(text.substr(0, 2)) < 24 && number(text.substr(3)) < 60;
}

// Minutes east of UTC: "Z" or ±HH:MM up to 14:00.
std::optional<minutes> zone(std::string_view text) {
    if (text == "Z") {
        return minutes(0);
    }
    if (!looks_like(text, "+99:99") && !looks_like(text, "-99:99")) {
        return std::nullopt;
    }
    const int out = number(text.substr(1, 2)) * 60 + number(text.substr(4));
    if (number(text.substr(4)) >= 60 || out > 14 * 60) {
        return std::nullopt;
    }
    return minutes(text.front() == '-' ? -out : out);
}

// A full date, T, a time and a zone, taken apart.
struct Moment {
    year_month_day date;
    minutes clock;
    std::string_view seconds; // with the colon before and the fraction behind
    minutes zone;
};

std::optional<Moment> moment(std::string_view text) {
    constexpr std::size_t time_begin = 11;
    if (text.size() < time_begin || text[time_begin - 1] != 'T') {
        return std::nullopt;
    }
    const auto date = full_date(text.substr(0, time_begin - 1));
    const std::size_t zone_begin = text.find_first_of("Z+-", time_begin);
    if (!date || zone_begin == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view time = text.substr(time_begin, zone_begin - time_begin);
    const auto offset = zone(text.substr(zone_begin));
    if (!is_time(time) || !offset) {
        return std::nullopt;
    }
    const minutes clock(number(time.substr(0, 2)) * 60 + number(time.substr(3, 2)));
    return Moment{*date, clock, time.substr(5), *offset};
}

bool is_month(std::string_view text) {
    return looks_like(text, "9999-99") && text.substr(0, 4) != "0000" && number(text.substr(5)) >= 1 &&
           number(text.substr(5)) <= 12;
}

} // namespace

bool is_full_date(std::string_view text) { return full_date(text).has_value(); }

bool is_date(std::string_view text) {
    return (looks_like(text, "9999") && text != "0000") || is_month(text) || is_full_date(text);
}

// R4 allows the leap second 60 and any number of digits behind the point.
bool is_time(std::string_view text) {
    if (text.size() < 8 || !is_clock(text.substr(0, 5)) || !looks_like(text.substr(5, 3), ":99") ||
        number(text.substr(6, 2)) > 60) {
        return false;
    }
    const std::string_view fraction = text.substr(8);
    return fraction.empty() || (fraction.size() > 1 && fraction.front() == '.' &&
                                fraction.find_first_not_of("0123456789", 1) == std::string_view::npos);
}

bool is_instant(std::string_view text) { return moment(text).has_value(); }

bool is_date_time(std::string_view text) { return is_date(text) || is_instant(text); }

std::optional<std::string> next_day(std::string_view date) {
    const auto day = full_date(date);
    return day ? written(year_month_day(sys_days(*day) + days(1))) : std::nullopt;
}

std::optional<std::string> in_japan(std::string_view date_time) {
    if (is_date(date_time)) {
        return std::string(date_time);
    }
    const auto at = moment(date_time);
    if (!at) {
        return std::nullopt;
    }
    const minutes in_zone = at->clock - at->zone + minutes(9 * 60);
    const days shift = std::chrono::floor<days>(in_zone);
    const auto date = written(year_month_day(sys_days(at->date) + shift));
    if (!date) {
        return std::nullopt;
    }
    const auto clock = (in_zone - shift).count();
    return fmt::format("{}T{:02}:{:02}{}{}", *date, clock / 60, clock % 60, at->seconds, japan_zone);
}

} // namespace renkei::resources
