// What people write instead of the canonical form, type by type. Nothing is guessed: two meanings, no value.
#include "gateway/core/base/characters.h"
#include "gateway/core/json/number.h"
#include "gateway/core/time/date.h"
#include "gateway/core/time/era.h"
#include "gateway/core/time/instant.h"
#include "gateway/forms/record/value/lexical_types.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace renkei::record::lexical {
namespace {

std::optional<int> number_at(std::string_view text, std::size_t at, std::size_t size) {
    if (at + size > text.size()) {
        return std::nullopt;
    }
    int out = 0;
    const char* const end = text.data() + at + size;
    const auto [stop, wrong] = std::from_chars(text.data() + at, end, out);
    const bool whole = wrong == std::errc{} && stop == end && text[at] != '-';
    return whole ? std::optional(out) : std::nullopt;
}

struct Clock {
    int hour;
    int minute;
    int second;
};

// "9:05", "09:05", "09:05:00", "09:05:00.000"
std::optional<Clock> clock(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon != 1 && colon != 2) {
        return std::nullopt;
    }
    const std::optional<int> hour = number_at(text, 0, colon);
    const std::optional<int> minute = number_at(text, colon + 1, 2);
    std::string_view rest = text.substr(std::min(colon + 3, text.size()));
    std::optional<int> second = 0;
    if (rest.starts_with(':')) {
        second = number_at(rest, 1, 2);
        rest = rest.substr(std::min<std::size_t>(3, rest.size()));
    }
    if (rest.starts_with('.') && rest.find_first_not_of("0123456789", 1) == std::string_view::npos &&
        rest.size() > 1) {
        rest = {};
    }
    const bool valid = hour && minute && second && rest.empty() && *hour < 24 && *minute < 60 && *second < 60;
    return valid ? std::optional(Clock{*hour, *minute, *second}) : std::nullopt;
}

// "Z", "+09:00", "-0500" → minutes east of Greenwich
std::optional<int> zone_minutes(std::string_view text) {
    if (text == "Z" || text == "z") {
        return 0;
    }
    if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) {
        return std::nullopt;
    }
    const std::size_t minutes_at = text[3] == ':' ? 4 : 3;
    const std::optional<int> hours = number_at(text, 1, 2);
    const std::optional<int> minutes = number_at(text, minutes_at, 2);
    if (!hours || !minutes || text.size() != minutes_at + 2 || *hours > 14 || *minutes > 59) {
        return std::nullopt;
    }
    const int east = *hours * 60 + *minutes;
    return text[0] == '-' ? -east : east;
}

} // namespace

std::optional<std::string> japan_time(std::string_view text) {
    const auto date = time::parse_date(text.substr(0, 10));
    const bool shaped = text.size() > 16 && (text[10] == 'T' || text[10] == ' ') && date && date->is_whole();
    const std::size_t zone_at = shaped ? text.find_first_of("Zz+-", 11) : std::string_view::npos;
    if (zone_at == std::string_view::npos) {
        return std::nullopt;
    }
    const std::optional<Clock> time = clock(text.substr(11, zone_at - 11));
    const std::optional<int> zone = zone_minutes(text.substr(zone_at));
    if (!time || !zone) {
        return std::nullopt;
    }
    const std::chrono::sys_time<std::chrono::milliseconds> moment =
        date->first_day() + std::chrono::hours(time->hour) + std::chrono::minutes(time->minute - *zone) +
        std::chrono::seconds(time->second);
    return time::second_in_japan(moment.time_since_epoch().count());
}

std::optional<std::string> relaxed_date(const form::Form&, const form::Item& item, std::string_view written) {
    std::optional<std::string> iso = time::iso_of_written_date(written);
    const bool enough = iso && (iso->size() == 10 || item.is(form::partial));
    return enough ? iso : std::nullopt;
}

std::optional<std::string> relaxed_month(const form::Form&, const form::Item&, std::string_view written) {
    std::optional<std::string> iso = time::iso_of_written_date(written);
    return iso && iso->size() == 7 ? iso : std::nullopt;
}

std::optional<std::string> relaxed_time(const form::Form&, const form::Item&, std::string_view written) {
    const std::optional<Clock> time = clock(written);
    return time && time->second == 0 ? std::optional(fmt::format("{:02}:{:02}", time->hour, time->minute))
                                     : std::nullopt;
}

std::optional<std::string> relaxed_datetime(const form::Form&, const form::Item&, std::string_view written) {
    return japan_time(written);
}

// +5, 007, .5
std::optional<std::string> relaxed_number(const form::Form&, const form::Item& item,
                                          std::string_view written) {
    const bool negative = written.starts_with('-');
    std::string_view digits = written.substr(negative || written.starts_with('+') ? 1 : 0);
    while (digits.size() > 1 && digits[0] == '0' && base::is_digit(digits[1])) {
        digits.remove_prefix(1);
    }
    const std::string plain =
        std::string(negative ? "-" : "") + (digits.starts_with('.') ? "0" : "") + std::string(digits);
    const bool fits = json::is_number(plain) && (item.type == form::ItemType::decimal ||
                                                 plain.find_first_of(".eE") == std::string::npos);
    return fits ? std::optional(plain) : std::nullopt;
}

std::optional<std::string> relaxed_flag(const form::Form&, const form::Item&, std::string_view written) {
    if (written == "true" || written == "TRUE") {
        return "1";
    }
    if (written == "false" || written == "FALSE") {
        return "0";
    }
    return std::nullopt;
}

std::optional<std::string> nothing_else(const form::Form&, const form::Item&, std::string_view) {
    return std::nullopt;
}

} // namespace renkei::record::lexical
