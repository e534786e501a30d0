#include "gateway/server/instant.h"

#include "gateway/fhir/dates.h"

#include <fmt/format.h>

#include <charconv>

namespace renkei::server {
namespace {

using namespace std::chrono;

int number(std::string_view digits) {
    int out = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return out;
}

// "123456" behind the point: 123
int thousandths(std::string_view digits) { return number((std::string(digits) + "00").substr(0, 3)); }

} // namespace

std::string instant(base::Millis at) {
    const sys_time<milliseconds> moment{milliseconds(at)};
    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss time(moment - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int(date.year()), unsigned(date.month()), unsigned(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

std::optional<base::Millis> parse_instant(std::string_view text) {
    if (!fhir::is_instant(text)) {
        return std::nullopt;
    }
    const year_month_day date(year(number(text.substr(0, 4))), month(static_cast<unsigned>(number(text.substr(5, 2)))),
                              day(static_cast<unsigned>(number(text.substr(8, 2)))));
    auto moment = sys_days(date) + hours(number(text.substr(11, 2))) + minutes(number(text.substr(14, 2))) +
                  seconds(number(text.substr(17, 2))) + milliseconds(0);
    std::string_view rest = text.substr(19);
    if (rest.starts_with('.')) {
        const std::size_t end = rest.find_first_not_of("0123456789", 1);
        moment += milliseconds(thousandths(rest.substr(1, end - 1)));
        rest = rest.substr(end);
    }
    if (rest != "Z") {
        const auto shift = hours(number(rest.substr(1, 2))) + minutes(number(rest.substr(4, 2)));
        moment += rest.front() == '+' ? -shift : shift;
    }
    return moment.time_since_epoch().count();
}

} // namespace renkei::server
