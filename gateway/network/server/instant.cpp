#include "gateway/network/server/instant.h"

#include "gateway/fhir/resources/dates.h"

#include <fmt/format.h>

#include <charconv>

namespace renkei::server {
namespace {

int number(std::string_view digits) {
    int out = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return out;
}

// "123456" behind the point: 123
int thousandths(std::string_view digits) { return number((std::string(digits) + "00").substr(0, 3)); }

} // namespace

std::string instant(base::Millis at) {
    const std::chrono::sys_time<std::chrono::milliseconds> moment{std::chrono::milliseconds(at)};
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(moment - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int(date.year()), unsigned(date.month()),
                       unsigned(date.day()), time.hours().count(), time.minutes().count(),
                       time.seconds().count(), time.subseconds().count());
}

std::optional<base::Millis> parse_instant(std::string_view text) {
    if (!resources::is_instant(text)) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date(
        std::chrono::year(number(text.substr(0, 4))),
        std::chrono::month(static_cast<unsigned>(number(text.substr(5, 2)))),
        std::chrono::day(static_cast<unsigned>(number(text.substr(8, 2)))));
    auto moment = std::chrono::sys_days(date) + std::chrono::hours(number(text.substr(11, 2))) +
                  std::chrono::minutes(number(text.substr(14, 2))) +
                  std::chrono::seconds(number(text.substr(17, 2))) + std::chrono::milliseconds(0);
    std::string_view rest = text.substr(19);
    if (rest.starts_with('.')) {
        const std::size_t end = rest.find_first_not_of("0123456789", 1);
        moment += std::chrono::milliseconds(thousandths(rest.substr(1, end - 1)));
        rest = rest.substr(end);
    }
    if (rest != "Z") {
        const auto shift =
            std::chrono::hours(number(rest.substr(1, 2))) + std::chrono::minutes(number(rest.substr(4, 2)));
        moment += rest.front() == '+' ? -shift : shift;
    }
    return moment.time_since_epoch().count();
}

} // namespace renkei::server
