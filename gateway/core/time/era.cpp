#include "gateway/core/time/era.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width.h"
#include "gateway/core/time/date.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::time {

namespace {

struct Era {
    std::u32string_view name;
    char32_t initial;
    char32_t square; // ㍻
    char letter;
    Date first;
    Date last;
    int year_zero; // 1 元年 is year_zero + 1
};

// Newest first. 大正 and 昭和 began on the day the era before ended, 平成 and 令和 on the day after. 明治
// counts here from 明治6年, when Japan took the Gregorian calendar.
constexpr std::array eras{
    Era{U"令和", U'令', U'㋿', 'R', Date{2019, 5, 1}, Date{9999, 12, 31}, 2018},
    Era{U"平成", U'平', U'㍻', 'H', Date{1989, 1, 8}, Date{2019, 4, 30}, 1988},
    Era{U"昭和", U'昭', U'㍼', 'S', Date{1926, 12, 25}, Date{1989, 1, 7}, 1925},
    Era{U"大正", U'大', U'㍽', 'T', Date{1912, 7, 30}, Date{1926, 12, 25}, 1911},
    Era{U"明治", U'明', U'㍾', 'M', Date{1873, 1, 1}, Date{1912, 7, 30}, 1867},
};

// Numbers as they were read.
struct WrittenDate {
    int year = 0;
    unsigned month = 0; // 0: not given
    unsigned day = 0;
};

std::optional<Date> on_calendar(WrittenDate found) {
    if (found.year > 9999 || found.month > 12 || found.day > 31) {
        return std::nullopt;
    }
    const Date out{static_cast<std::int16_t>(found.year), static_cast<std::uint8_t>(found.month),
                   static_cast<std::uint8_t>(found.day)};
    return out.exists() ? std::optional(out) : std::nullopt;
}

bool touches(const Era& era, Date period) {
    return period.last_day() >= era.first.first_day() && period.first_day() <= era.last.last_day();
}

constexpr std::u32string_view kanji_digits = U"〇一二三四五六七八九";

bool is_figure(char32_t value) {
    return (value >= U'0' && value <= U'9') || value == U'十' ||
           kanji_digits.find(value) != std::u32string_view::npos;
}

int digit(char32_t value) {
    return value <= U'9' ? static_cast<int>(value - U'0') : static_cast<int>(kanji_digits.find(value));
}

// 12, 一二 and 十二 are 12, 二十 is 20. No value if empty, longer than four figures, or 十 occurs where it
// cannot.
std::optional<unsigned> number(std::u32string_view figures) {
    const std::size_t ten = figures.find(U'十');
    int value = 0;
    if (ten == std::u32string_view::npos) {
        if (figures.empty() || figures.size() > 4) {
            return std::nullopt;
        }
        for (const char32_t figure : figures) {
            value = 10 * value + digit(figure);
        }
        return static_cast<unsigned>(value);
    }
    if (ten > 1 || figures.size() > ten + 2 || figures.find(U'十', ten + 1) != std::u32string_view::npos) {
        return std::nullopt;
    }
    value =
        10 * (ten == 1 ? digit(figures[0]) : 1) + (figures.size() == ten + 2 ? digit(figures[ten + 1]) : 0);
    return static_cast<unsigned>(value);
}

// The text in half width without spaces; no value if a space stands between two figures (R1 2.3 is not
// R12.3).
std::optional<std::u32string> letters(std::string_view text) {
    std::u32string out;
    bool after_space = false;
    const std::string narrow = text::narrow_ascii(text);
    for (std::size_t at = 0; at < narrow.size();) {
        const text::CodePoint point = text::code_point_at(narrow, at);
        at += point.size;
        if (point.value == U' ') {
            after_space = true;
            continue;
        }
        if (after_space && !out.empty() && is_figure(out.back()) && is_figure(point.value)) {
            return std::nullopt;
        }
        out += point.value;
        after_space = false;
    }
    return out;
}

// Reads a written date from left to right; every step takes what it understood.
struct Words {
    std::u32string_view rest;
    char32_t last_taken = 0;

    bool empty() const { return rest.empty(); }

    const Era* era() {
        for (const Era& era : eras) {
            const bool abbreviated = take(era.initial) || take(era.square) ||
                                     take(static_cast<char32_t>(era.letter)) ||
                                     take(static_cast<char32_t>(era.letter - 'A' + 'a'));
            if (abbreviated) {
                if (last_taken == era.initial) {
                    take(era.name[1]);
                }
                return &era;
            }
        }
        return nullptr;
    }

    std::optional<unsigned> first_year_or_number() { return take(U'元') ? std::optional(1U) : number_here(); }

    std::optional<unsigned> number_here() {
        std::size_t size = 0;
        while (size < rest.size() && is_figure(rest[size])) {
            ++size;
        }
        const std::u32string_view figures = rest.substr(0, size);
        rest.remove_prefix(size);
        return number(figures);
    }

    bool take(char32_t wanted) {
        if (rest.empty() || rest[0] != wanted) {
            return false;
        }
        last_taken = wanted;
        rest.remove_prefix(1);
        return true;
    }

    // One of . / - ・, the same again after the month
    char32_t separator() {
        for (const char32_t one : {U'.', U'/', U'-', U'・'}) {
            if (take(one)) {
                return one;
            }
        }
        return 0;
    }
};

// …年5月3日 after the number of the year; false if something else follows
bool read_with_units(Words& words, WrittenDate& found) {
    if (words.empty()) {
        return true;
    }
    const std::optional<unsigned> m = words.number_here();
    if (!m || *m == 0 || !words.take(U'月')) {
        return false;
    }
    found.month = *m;
    if (words.empty()) {
        return true;
    }
    const std::optional<unsigned> d = words.number_here();
    found.day = d.value_or(0);
    return d && *d != 0 && words.take(U'日') && words.empty();
}

// ….5.3 after the number of the year
bool read_with_separators(Words& words, char32_t separator, WrittenDate& found) {
    const std::optional<unsigned> m = words.number_here();
    found.month = m.value_or(0);
    if (!m || *m == 0 || words.empty()) {
        return m && *m != 0;
    }
    if (!words.take(separator)) {
        return false;
    }
    const std::optional<unsigned> d = words.number_here();
    found.day = d.value_or(0);
    return d && *d != 0 && words.empty();
}

// What follows the number of the year. A western year on its own is a number, not a written date.
bool read_rest(Words& words, const Era* era, WrittenDate& found) {
    if (words.take(U'年')) {
        return read_with_units(words, found);
    }
    if (const char32_t separator = words.separator(); separator != 0) {
        return read_with_separators(words, separator, found);
    }
    return words.empty() && era != nullptr;
}

} // namespace

std::optional<std::string> iso_of_written_date(std::string_view text) {
    const std::optional<std::u32string> written = letters(text);
    if (!written) {
        return std::nullopt;
    }
    Words words{*written};
    const Era* era = words.era();
    const std::optional<unsigned> y = era != nullptr ? words.first_year_or_number() : words.number_here();
    if (!y || *y == 0 || (era == nullptr && *y < 1000)) {
        return std::nullopt;
    }
    WrittenDate found{static_cast<int>(*y) + (era != nullptr ? era->year_zero : 0)};
    const auto date = read_rest(words, era, found) ? on_calendar(found) : std::nullopt;
    if (!date || (era != nullptr && !touches(*era, *date))) {
        return std::nullopt;
    }
    return date->text();
}

bool is_of_written_date(char32_t letter) {
    constexpr std::u32string_view others = U" ./-・元年月日";
    return is_figure(letter) || others.find(letter) != std::u32string_view::npos ||
           std::ranges::any_of(eras, [letter](const Era& era) {
               return era.name.find(letter) != std::u32string_view::npos || era.square == letter ||
                      static_cast<char32_t>(era.letter) == letter ||
                      static_cast<char32_t>(era.letter - 'A' + 'a') == letter;
           });
}

std::optional<std::string> era_of_iso(std::string_view iso_text) {
    const std::optional<Date> found = parse_date(iso_text);
    if (!found) {
        return std::nullopt;
    }
    const auto* era =
        std::find_if(eras.begin(), eras.end(), [&](const Era& one) { return touches(one, *found); });
    if (era == eras.end()) {
        return std::nullopt;
    }
    std::string out;
    for (const char32_t letter : era->name) {
        text::append(out, letter);
    }
    const int count = found->year - era->year_zero;
    out += count == 1 ? "元年" : fmt::format("{}年", count);
    out += found->month != 0 ? fmt::format("{}月", found->month) : "";
    out += found->day != 0 ? fmt::format("{}日", found->day) : "";
    return out;
}

bool is_not_in_calendar(std::string_view text) {
    const auto digits_at = [&](std::size_t at) {
        std::size_t count = 0;
        while (at + count < text.size() && base::is_digit(text[at + count])) {
            ++count;
        }
        return count;
    };
    const auto part = [&](std::size_t at, std::size_t size) {
        return "-" + std::string(text.substr(at, size));
    };
    const std::size_t first = digits_at(0);
    std::string iso(text.substr(0, 4));
    if (first == 4 && text.size() > 4 && (text[4] == '-' || text[4] == '/') && digits_at(5) == 2) {
        iso += part(5, 2);
        const bool has_day = text.size() > 7 && text[7] == text[4] && digits_at(8) == 2;
        const std::size_t end = has_day ? 10 : 7;
        if (text.size() > end && text[end] != 'T' && text[end] != ' ') {
            return false;
        }
        iso += has_day ? part(8, 2) : "";
    } else if (first == text.size() && (first == 6 || first == 8 || first == 14)) {
        iso += part(4, 2) + (first == 6 ? "" : part(6, 2));
    } else {
        return false;
    }
    return !is_date(iso);
}

} // namespace renkei::time
