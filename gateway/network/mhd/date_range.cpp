#include "gateway/network/mhd/date_range.h"

#include "gateway/fhir/resources/dates.h"

#include <chrono>
#include <string>

namespace renkei::mhd {
namespace {

int number(std::string_view digits) {
    int out = 0;
    for (const char c : digits) {
        out = out * 10 + (c - '0');
    }
    return out;
}

std::chrono::sys_days first_day(int year, unsigned month_number, unsigned day_number) {
    return std::chrono::sys_days{std::chrono::year(year) / std::chrono::month(month_number) /
                                 std::chrono::day(day_number)};
}

constexpr std::chrono::milliseconds japan = std::chrono::hours(9);

base::Millis midnight_in_japan(std::chrono::sys_days day) {
    return (std::chrono::duration_cast<std::chrono::milliseconds>(day.time_since_epoch()) - japan).count();
}

std::optional<DateRange> span_of_date(std::string_view text) {
    const int y = number(text.substr(0, 4));
    if (text.size() == 4) {
        return DateRange{midnight_in_japan(first_day(y, 1, 1)), midnight_in_japan(first_day(y + 1, 1, 1))};
    }
    const auto m = static_cast<unsigned>(number(text.substr(5, 2)));
    if (text.size() == 7) {
        return DateRange{midnight_in_japan(first_day(y, m, 1)),
                         midnight_in_japan(m == 12 ? first_day(y + 1, 1, 1) : first_day(y, m + 1, 1))};
    }
    const std::chrono::sys_days day = first_day(y, m, static_cast<unsigned>(number(text.substr(8, 2))));
    return DateRange{midnight_in_japan(day), midnight_in_japan(day + std::chrono::days(1))};
}

// Behind the T: HH:MM[:SS[.fff]][zone]
struct Clock {
    std::chrono::milliseconds at{};
    std::chrono::milliseconds length{};
    std::chrono::milliseconds zone = japan;
};

Clock read_clock(std::string_view text) {
    Clock out;
    const std::size_t zone = text.find_first_of("Z+-");
    const std::string_view time = text.substr(0, zone);
    out.at = std::chrono::hours(number(time.substr(0, 2))) + std::chrono::minutes(number(time.substr(3, 2)));
    out.length = std::chrono::minutes(1);
    if (time.size() > 5) {
        out.at += std::chrono::seconds(number(time.substr(6, 2)));
        out.length = std::chrono::seconds(1);
    }
    if (time.size() > 9) {
        const std::string thousandths = (std::string(time.substr(9)) + "00").substr(0, 3);
        out.at += std::chrono::milliseconds(number(thousandths));
        out.length = std::chrono::milliseconds(1);
    }
    if (zone != std::string_view::npos) {
        const std::string_view offset = text.substr(zone);
        const std::chrono::milliseconds shift = offset.size() < 6
                                                    ? std::chrono::minutes(0)
                                                    : std::chrono::hours(number(offset.substr(1, 2))) +
                                                          std::chrono::minutes(number(offset.substr(4, 2)));
        out.zone = offset.starts_with('-') ? -shift : shift;
    }
    return out;
}

// Searches may leave out seconds and zone, which FHIR's dateTime may not.
bool is_written_right(std::string_view text) {
    std::string whole(text);
    const std::size_t zone = whole.find_first_of("Z+-", 11);
    std::string time = whole.substr(11, zone == std::string::npos ? zone : zone - 11);
    const std::string behind = zone == std::string::npos ? "Z" : whole.substr(zone);
    time += time.size() == 5 ? ":00" : "";
    return resources::is_date_time(whole.substr(0, 11) + time + behind);
}

} // namespace

std::optional<DateRange> parse_date_range(std::string_view text) {
    if (resources::is_date(text)) {
        return span_of_date(text);
    }
    if (text.size() < 16 || text[10] != 'T' || !is_written_right(text)) {
        return std::nullopt;
    }
    const std::chrono::sys_days day =
        first_day(number(text.substr(0, 4)), static_cast<unsigned>(number(text.substr(5, 2))),
                  static_cast<unsigned>(number(text.substr(8, 2))));
    const Clock clock = read_clock(text.substr(11));
    const std::chrono::milliseconds at =
        std::chrono::duration_cast<std::chrono::milliseconds>(day.time_since_epoch()) + clock.at - clock.zone;
    return DateRange{at.count(), (at + clock.length).count()};
}

} // namespace renkei::mhd
