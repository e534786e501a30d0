#include "gateway/core/time/instant.h"

#include "gateway/core/time/date_time.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace renkei::time {
namespace {

constexpr std::size_t http_date_size = 29;
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

constexpr std::array<std::string_view, 7> weekday_names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Parts {
    explicit Parts(base::Millis at)
        : day(std::chrono::floor<std::chrono::days>(Time(std::chrono::milliseconds(at)))),
          date(day),
          clock(Time(std::chrono::milliseconds(at)) - day) {}

    std::string second() const {
        return fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}"), static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                           clock.hours().count(), clock.minutes().count(), clock.seconds().count());
    }

    std::chrono::sys_days day;
    std::chrono::year_month_day date; // of any year
    std::chrono::hh_mm_ss<std::chrono::milliseconds> clock;
};

} // namespace

std::string instant(base::Millis at) {
    const Parts parts(at);
    return fmt::format(FMT_COMPILE("{}.{:03}Z"), parts.second(), parts.clock.subseconds().count());
}

std::string instant_of_second(base::Millis at) { return Parts(at).second() + "Z"; }

std::string second_in_japan(base::Millis at) {
    const std::chrono::milliseconds offset = japan_offset;
    return Parts(at + offset.count()).second().append(japan_zone);
}

std::string day(base::Millis at) { return Parts(at).second().substr(0, 10); }

std::string http_date(base::Millis at) {
    const Parts parts(at);
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        weekday_names[std::chrono::weekday(parts.day).c_encoding()], static_cast<unsigned>(parts.date.day()),
        month_names[static_cast<unsigned>(parts.date.month()) - 1], static_cast<int>(parts.date.year()),
        parts.clock.hours().count(), parts.clock.minutes().count(), parts.clock.seconds().count());
}

std::optional<base::Millis> parse_http_date(std::string_view text) {
    if (text.size() != http_date_size) {
        return std::nullopt;
    }
    const auto* const weekday = std::ranges::find(weekday_names, text.substr(0, 3));
    Scanner in(text.substr(3));
    const bool has_comma = in.take(", ");
    const auto day = in.number(2, 1, 31);
    in.take(' ');
    const auto* const month = std::ranges::find(month_names, in.rest().substr(0, 3));
    if (weekday == weekday_names.end() || !has_comma || !day || month == month_names.end() ||
        !in.take(*month) || !in.take(' ')) {
        return std::nullopt;
    }
    const auto year = in.number(4, 1, 9999);
    in.take(' ');
    const auto hour = in.number(2, 0, 23);
    in.take(':');
    const auto minute = in.number(2, 0, 59);
    in.take(':');
    const auto second = in.number(2, 0, 60);
    if (!year || !hour || !minute || !second || in.rest() != " GMT") {
        return std::nullopt;
    }
    const Date date{static_cast<std::int16_t>(*year),
                    static_cast<std::uint8_t>(month - month_names.begin() + 1),
                    static_cast<std::uint8_t>(*day)};
    if (!date.exists()) {
        return std::nullopt;
    }
    const Time at = date.first_day() + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
                    std::chrono::seconds(*second);
    return at.time_since_epoch().count();
}

} // namespace renkei::time
