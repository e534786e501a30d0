// The first and the last moment that a partly known date or time may mean.
#include "gateway/core/time/date.h"
#include "gateway/core/time/moment.h"

#include <array>
#include <utility>

namespace renkei::time {
namespace {

std::optional<Precision> precision_of(int digits) {
    static constexpr std::array<std::pair<int, Precision>, 7> known = {{{4, Precision::year},
                                                                        {6, Precision::month},
                                                                        {8, Precision::day},
                                                                        {10, Precision::hour},
                                                                        {12, Precision::minute},
                                                                        {14, Precision::second},
                                                                        {17, Precision::millisecond}}};
    for (const auto& [count, precision] : known) {
        if (count == digits) {
            return precision;
        }
    }
    return std::nullopt;
}

void fill_date(Moment& it, Boundary boundary) {
    const bool is_high = boundary == Boundary::high;
    if (it.precision < Precision::month) {
        it.month = is_high ? 12 : 1;
    }
    if (it.precision < Precision::day) {
        it.day = is_high ? days_in_month(it.year, it.month) : std::uint8_t{1};
    }
}

void fill_time(Moment& it, Boundary boundary) {
    const bool is_high = boundary == Boundary::high;
    if (it.precision < Precision::hour) {
        it.hour = is_high ? 23 : 0;
    }
    if (it.precision < Precision::minute) {
        it.minute = is_high ? 59 : 0;
    }
    if (it.precision < Precision::second) {
        it.milliseconds = is_high ? 59'999 : 0;
    } else if (it.precision == Precision::second && is_high) {
        it.milliseconds = static_cast<std::uint16_t>(it.milliseconds + 999);
    }
}

} // namespace

std::optional<Moment> date_boundary(const Moment& moment, Boundary boundary, int digits) {
    const auto precision = precision_of(digits);
    if (!precision || *precision > Precision::day) {
        return std::nullopt;
    }
    Moment out = moment;
    fill_date(out, boundary);
    out.precision = *precision;
    return out;
}

std::optional<Moment> date_time_boundary(const Moment& moment, Boundary boundary, int digits) {
    const auto precision = precision_of(digits);
    if (!precision) {
        return std::nullopt;
    }
    Moment out = moment;
    fill_date(out, boundary);
    fill_time(out, boundary);
    out.precision = *precision;
    if (!out.has_offset && *precision >= Precision::hour) { // the zone in which it is first or last
        out.has_offset = true;
        out.offset = boundary == Boundary::low ? max_zone_offset : min_zone_offset;
    }
    return out;
}

std::optional<Moment> time_boundary(const Moment& moment, Boundary boundary, int digits) {
    const auto precision = precision_of(digits + 8);
    if (!precision || *precision < Precision::hour) {
        return std::nullopt;
    }
    Moment out = moment;
    fill_time(out, boundary);
    out.precision = *precision;
    return out;
}

} // namespace renkei::time
