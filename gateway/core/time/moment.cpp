#include "gateway/core/time/moment.h"

#include "gateway/core/time/date.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace renkei::time {
namespace {

Date date_of(const Moment& it) { return {.year = it.year, .month = it.month, .day = it.day}; }

bool read_date(Scanner& in, Moment& out) {
    const auto date = take_date(in);
    if (!date) {
        return false;
    }
    out.year = date->year;
    out.month = std::max<std::uint8_t>(date->month, 1);
    out.day = std::max<std::uint8_t>(date->day, 1);
    out.precision = date->month == 0 ? Precision::year : date->is_whole() ? Precision::day : Precision::month;
    return true;
}

bool read_time(Scanner& in, Moment& out) {
    const auto hour = in.number(2, 0, 23);
    if (!hour) {
        return false;
    }
    out.hour = static_cast<std::uint8_t>(*hour);
    out.precision = Precision::hour;
    if (!in.take(':')) {
        return true;
    }
    const auto minute = in.number(2, 0, 59);
    if (!minute) {
        return false;
    }
    out.minute = static_cast<std::uint8_t>(*minute);
    out.precision = Precision::minute;
    if (!in.take(':')) {
        return true;
    }
    const auto second = in.number(2, 0, 60);
    if (!second) {
        return false;
    }
    out.milliseconds = static_cast<std::uint16_t>(*second * 1000); // 60 in a leap second
    out.precision = Precision::second;
    if (!in.take('.')) {
        return true;
    }
    const auto fraction = in.thousandths();
    out.milliseconds = static_cast<std::uint16_t>(out.milliseconds + fraction.value_or(0));
    out.precision = Precision::millisecond;
    return fraction.has_value();
}

bool read_offset(Scanner& in, Moment& out) {
    if (in.take('Z')) {
        out.has_offset = true;
        return true;
    }
    const bool is_west = in.take('-');
    if (!is_west && !in.take('+')) {
        return true;
    }
    const auto hours = in.number(2, 0, 14);
    const bool has_colon = in.take(':');
    const auto minutes = in.number(2, 0, 59);
    if (!hours || !has_colon || !minutes) {
        return false;
    }
    out.has_offset = true;
    out.offset = static_cast<std::int16_t>((is_west ? -1 : 1) * (*hours * 60 + *minutes));
    return true;
}

std::int64_t days(const Moment& it) { return date_of(it).first_day().time_since_epoch().count(); }

void set_days(Moment& it, std::int64_t number) {
    const Date date = Date::of(std::chrono::sys_days{std::chrono::days{number}});
    it.year = date.year;
    it.month = date.month;
    it.day = date.day;
}

constexpr std::int64_t day_milliseconds = 86'400'000;

std::int64_t time_of_day(const Moment& it) {
    return (it.hour * 60 + it.minute) * std::int64_t{60'000} + it.milliseconds;
}

std::int64_t milliseconds(const Moment& it) { return days(it) * day_milliseconds + time_of_day(it); }

void set_time(Moment& it, std::int64_t of_day) {
    it.hour = static_cast<std::uint8_t>(of_day / 3'600'000);
    it.minute = static_cast<std::uint8_t>(of_day / 60'000 % 60);
    it.milliseconds = static_cast<std::uint16_t>(of_day % 60'000);
}

void set_milliseconds(Moment& it, std::int64_t number) {
    const std::int64_t of_day = ((number % day_milliseconds) + day_milliseconds) % day_milliseconds;
    set_days(it, (number - of_day) / day_milliseconds);
    set_time(it, of_day);
}

// A leap second stays in its minute.
Moment in_utc(const Moment& it) {
    Moment out = it;
    if (it.has_offset && it.precision >= Precision::hour && it.year > 0) {
        out.milliseconds = 0;
        set_milliseconds(out, milliseconds(out) - it.offset * std::int64_t{60'000});
        out.milliseconds = it.milliseconds;
    }
    return out;
}

// For computing a moment of another minute: only some minutes have a leap second, so it is replaced by the
// last second that all minutes have.
Moment without_leap_second(const Moment& it) {
    constexpr std::uint16_t minute = 60'000;
    Moment out = it;
    out.milliseconds = static_cast<std::uint16_t>(it.milliseconds - (it.milliseconds >= minute ? 1'000 : 0));
    return out;
}

Order order(std::int64_t a, std::int64_t b) {
    return a < b ? Order::less : a > b ? Order::greater : Order::equal;
}

// Seconds and their fraction are one number with a point.
Precision common(Precision precision) {
    return precision == Precision::millisecond ? Precision::second : precision;
}

Order compare_parts(const Moment& a, const Moment& b) {
    const std::array<std::array<int, 2>, 6> parts = {{{a.year, b.year},
                                                      {a.month, b.month},
                                                      {a.day, b.day},
                                                      {a.hour, b.hour},
                                                      {a.minute, b.minute},
                                                      {a.milliseconds, b.milliseconds}}};
    const Precision known = std::min(common(a.precision), common(b.precision));
    for (std::size_t part = 0; part < static_cast<std::size_t>(known); ++part) {
        if (parts[part][0] != parts[part][1]) {
            return order(parts[part][0], parts[part][1]);
        }
    }
    return common(a.precision) == common(b.precision) ? Order::equal : Order::unknown;
}

// `unzoned` has no offset, so it may lie anywhere between the first time zone of the earth and the last.
Order compare_unzoned(const Moment& zoned, const Moment& unzoned) {
    const std::int64_t instant = milliseconds(in_utc(zoned));
    const std::int64_t first = milliseconds(unzoned) - max_zone_offset * std::int64_t{60'000};
    const std::int64_t last = milliseconds(unzoned) - min_zone_offset * std::int64_t{60'000};
    return instant < first ? Order::less : instant > last ? Order::greater : Order::unknown;
}

bool has_time(const Moment& it) { return it.precision >= Precision::hour; }

Order reversed(Order order) {
    return order == Order::less ? Order::greater : order == Order::greater ? Order::less : order;
}

std::string seconds_text(const Moment& it) {
    return it.precision == Precision::millisecond
               ? fmt::format("{:02}.{:03}", it.milliseconds / 1000, it.milliseconds % 1000)
               : fmt::format("{:02}", it.milliseconds / 1000);
}

std::optional<Moment> add_months(const Moment& moment, std::int64_t months) {
    const std::int64_t total = moment.year * std::int64_t{12} + moment.month - 1 + months;
    if (total < 12 || total >= 120'000) {
        return std::nullopt;
    }
    Moment out = moment;
    out.year = static_cast<std::int16_t>(total / 12);
    out.month = static_cast<std::uint8_t>(total % 12 + 1);
    out.day = std::min(out.day, days_in_month(out.year, out.month));
    return out;
}

std::int64_t length(Precision unit) {
    switch (unit) {
    case Precision::day: return day_milliseconds;
    case Precision::hour: return 3'600'000;
    case Precision::minute: return 60'000;
    case Precision::second: return 1'000;
    case Precision::millisecond:
    case Precision::none:
    case Precision::year:
    case Precision::month: break;
    }
    return 1;
}

// As much of it as counts in the units that the moment is known in (N1, "Date/Time Arithmetic": a quantity
// that is more precise than the date or time is converted to the precision of that, without a fraction), in
// milliseconds. Seconds and milliseconds are one precision.
std::int64_t whole_of(std::int64_t amount, Precision unit, Precision known) {
    const std::int64_t size = known >= Precision::second ? 1 : length(std::max(known, Precision::day));
    return amount * length(unit) / size * size;
}

// 23:59:23 and 5 milliseconds are 23:59:23.005.
void show_milliseconds(Moment& it) {
    if (it.precision == Precision::second && it.milliseconds % 1000 != 0) {
        it.precision = Precision::millisecond;
    }
}

} // namespace

Moment Moment::of(base::Millis at) {
    Moment out{.precision = Precision::millisecond, .has_offset = true};
    set_milliseconds(out, at);
    return out;
}

std::optional<Moment> Moment::date(std::string_view text) {
    Scanner in(text);
    Moment out;
    return read_date(in, out) && in.is_at_end() ? std::optional(out) : std::nullopt;
}

std::optional<Moment> Moment::date_time(std::string_view text) {
    Scanner in(text);
    Moment out;
    if (!read_date(in, out)) {
        return std::nullopt;
    }
    if (in.take('T') && !in.is_at_end() &&
        (out.precision != Precision::day || !read_time(in, out) || !read_offset(in, out))) {
        return std::nullopt;
    }
    return in.is_at_end() ? std::optional(out) : std::nullopt;
}

std::optional<Moment> Moment::time(std::string_view text) {
    Scanner in(text);
    Moment out;
    return read_time(in, out) && in.is_at_end() ? std::optional(out) : std::nullopt;
}

std::string Moment::date_text() const {
    const bool has_month = precision >= Precision::month;
    const bool has_day = precision >= Precision::day;
    return Date{
        .year = year, .month = has_month ? month : std::uint8_t{0}, .day = has_day ? day : std::uint8_t{0}}
        .text();
}

std::string Moment::date_time_text() const {
    std::string out = date_text();
    if (precision < Precision::hour) {
        return out;
    }
    out += 'T' + time_text();
    if (has_offset && offset == 0) {
        out += 'Z';
    } else if (has_offset) {
        const int distance = offset < 0 ? -offset : offset;
        out += fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', distance / 60, distance % 60);
    }
    return out;
}

std::string Moment::time_text() const {
    std::string out = fmt::format("{:02}", hour);
    if (precision >= Precision::minute) {
        out += fmt::format(":{:02}", minute);
    }
    if (precision >= Precision::second) {
        out += ':' + seconds_text(*this);
    }
    return out;
}

int Moment::digits() const {
    static constexpr std::array<int, 8> of_date = {0, 4, 6, 8, 10, 12, 14, 17};
    const int count = of_date[static_cast<std::size_t>(precision)];
    return year == 0 ? count - 8 : count; // a time has no date before it
}

Order compare(const Moment& a, const Moment& b) {
    if (has_time(a) && has_time(b) && a.has_offset != b.has_offset) {
        return a.has_offset ? compare_unzoned(a, b) : reversed(compare_unzoned(b, a));
    }
    return compare_parts(in_utc(a), in_utc(b));
}

bool equivalent(const Moment& a, const Moment& b) { return compare(a, b) == Order::equal; }

std::optional<Moment> add(const Moment& given, std::int64_t amount, Precision unit) {
    constexpr std::int64_t far = 400'000'000'000'000; // 12,000 years in milliseconds
    if (amount > far / length(unit) || amount < -far / length(unit)) {
        return std::nullopt;
    }
    const Moment moment = unit < Precision::second ? without_leap_second(given) : given;
    const std::int64_t distance = whole_of(amount, unit, moment.precision);
    Moment out = moment;
    if (moment.year == 0) { // a time of day goes round
        const std::int64_t of_day = (time_of_day(moment) + distance) % day_milliseconds;
        set_time(out, (of_day + day_milliseconds) % day_milliseconds);
        show_milliseconds(out);
        return out;
    }
    if (unit == Precision::year) {
        return add_months(moment, amount * 12);
    }
    if (unit == Precision::month) {
        return add_months(moment, moment.precision == Precision::year ? amount / 12 * 12 : amount);
    }
    if (moment.precision <= Precision::month) { // in whole months of 30 days, whole years of 365
        const std::int64_t whole_days = distance / day_milliseconds;
        return moment.precision == Precision::year ? add_months(moment, whole_days / 365 * 12)
                                                   : add_months(moment, whole_days / 30);
    }
    const std::int64_t sum = milliseconds(moment) + distance;
    constexpr std::int64_t first = -719'162 * day_milliseconds;  // 0001-01-01
    constexpr std::int64_t after = 2'932'897 * day_milliseconds; // 10000-01-01
    if (sum < first || sum >= after) {
        return std::nullopt;
    }
    set_milliseconds(out, sum);
    show_milliseconds(out);
    return out;
}

} // namespace renkei::time
