#include "gateway/forms/forms/calendar.h"

#include "gateway/core/text/era.h"

#include <algorithm>
#include <charconv>

namespace renkei::forms {
namespace {

constexpr std::size_t month_size = 7; // 2024-05
constexpr std::size_t day_size = 10;  // 2024-05-03

std::optional<int> whole_number(std::string_view digits) {
    int out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    const bool is_whole =
        error == std::errc() && end == digits.data() + digits.size() && digits.front() != '-';
    return is_whole ? std::optional(out) : std::nullopt;
}

bool is_two_digits_below(std::string_view text, int end) {
    const std::optional<int> value = text.size() == 2 ? whole_number(text) : std::nullopt;
    return value && *value < end;
}

bool is_clock(std::string_view text) {
    return text.size() == 5 && text[2] == ':' && is_two_digits_below(text.substr(0, 2), 24) &&
           is_two_digits_below(text.substr(3), 60);
}

// 23:30, 23:30:00, 23:30:00.5
bool is_clock_with_seconds(std::string_view text) {
    if (text.size() <= 5) {
        return is_clock(text);
    }
    const bool has_seconds = text.size() >= 8 && text[5] == ':' && is_two_digits_below(text.substr(6, 2), 60);
    const bool has_fraction =
        text.size() > 9 && text[8] == '.' &&
        std::all_of(text.begin() + 9, text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return is_clock(text.substr(0, 5)) && has_seconds && (text.size() == 8 || has_fraction);
}

bool is_moment(std::string_view text) {
    constexpr std::string_view japan = "+09:00";
    return text.size() > day_size + 1 + japan.size() && text::is_iso_date(text.substr(0, day_size)) &&
           text[day_size] == 'T' && text.ends_with(japan) &&
           is_clock_with_seconds(text.substr(day_size + 1, text.size() - day_size - 1 - japan.size()));
}

} // namespace

bool is_on_calendar(const Item& item, std::string_view text) {
    switch (item.type) {
    case ItemType::date: return text::is_iso_date(text) && (text.size() == day_size || item.is(partial));
    case ItemType::month: return text.size() == month_size && text::is_iso_date(text);
    case ItemType::time: return is_clock(text);
    case ItemType::datetime: return is_moment(text);
    case ItemType::text:
    case ItemType::token:
    case ItemType::code:
    case ItemType::codes:
    case ItemType::flag:
    case ItemType::integer:
    case ItemType::decimal: return true;
    }
    return true;
}

std::optional<int> age_on(std::string_view birth, std::string_view day) {
    if (birth.size() < day_size || day.size() < day_size) {
        return std::nullopt;
    }
    const std::optional<int> born = whole_number(birth.substr(0, 4));
    const std::optional<int> now = whole_number(day.substr(0, 4));
    if (!born || !now) {
        return std::nullopt;
    }
    const bool had_birthday = day.substr(4, 6) >= birth.substr(4, 6);
    return *now - *born - (had_birthday ? 0 : 1);
}

bool is_later(std::string_view first, std::string_view second) {
    const std::size_t size = std::min(first.size(), second.size());
    return first.substr(0, size) > second.substr(0, size);
}

} // namespace renkei::forms
