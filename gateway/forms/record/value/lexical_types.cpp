#include "gateway/forms/record/value/lexical_types.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/json/number.h"
#include "gateway/core/time/date.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <cstring>

namespace renkei::record::lexical {
namespace {

bool all_digits(std::string_view text) { return std::ranges::all_of(text, base::is_digit); }

int two(std::string_view text, std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); }

bool is_time_of_day(int hour, int minute, int second) { return hour < 24 && minute < 60 && second < 60; }

// Line breaks are LF in a record.
std::string_view with_line_feeds(const form::Form&, const form::Item&, std::string_view text,
                                 base::Arena& arena) {
    if (text.find('\r') == std::string_view::npos) {
        return text;
    }
    char* const out = arena.text(text.size());
    std::size_t size = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (!pair) {
            out[size++] = text[i] == '\r' ? '\n' : text[i];
        }
    }
    return {out, size};
}

std::string_view code(const form::Form& form, const form::Item& item, std::string_view text, base::Arena&) {
    const bool known =
        item.list == form::none || form.row_of_form_code(form.lists()[item.list], text) != form::none;
    return known ? text : std::string_view{};
}

std::string_view flag_cell(const form::Form&, const form::Item&, std::string_view text, base::Arena&) {
    return text == "1" || text == "0" ? text : std::string_view{};
}

std::string_view flag_json(const form::Form&, const form::Item&, std::string_view text, base::Arena&) {
    return text == "true" ? "1" : text == "false" ? "0" : "";
}

std::string_view integer(const form::Form&, const form::Item&, std::string_view text, base::Arena&) {
    return json::is_number(text) && text.find_first_of(".eE") == std::string_view::npos ? text
                                                                                        : std::string_view{};
}

std::string_view decimal(const form::Form&, const form::Item&, std::string_view text, base::Arena&) {
    return json::is_number(text) ? text : std::string_view{};
}

// 32.5; a whole number has its decimal, too. A column of digits has no sign.
std::string_view tenths_json(const form::Form&, const form::Item&, std::string_view text,
                             base::Arena& arena) {
    const std::size_t point = text.find('.');
    const bool has_tenths = point == std::string_view::npos || text.size() == point + 2;
    if (!json::is_number(text) || text.find_first_of("-eE") != std::string_view::npos || !has_tenths) {
        return {};
    }
    return point == std::string_view::npos ? arena.keep(std::string(text) + ".0") : text;
}

// 325 → 32.5, 5 → 0.5
std::string_view tenths_cell(const form::Form& form, const form::Item& item, std::string_view text,
                             base::Arena& arena) {
    if (integer(form, item, text, arena).empty() || !all_digits(text)) {
        return {};
    }
    const std::string_view whole = text.substr(0, text.size() - 1);
    return arena.keep((whole.empty() ? "0" : std::string(whole)) + '.' + text.back());
}

bool is_date_of(const form::Item& item, std::string_view iso) {
    return (iso.size() == 10 || item.is(form::partial)) && time::is_date(iso);
}

std::string_view date_json(const form::Form&, const form::Item& item, std::string_view text, base::Arena&) {
    return is_date_of(item, text) ? text : std::string_view{};
}

// 20240503 → 2024-05-03; 2024 and 202405 where a part is enough.
std::string_view date_cell(const form::Form&, const form::Item& item, std::string_view text,
                           base::Arena& arena) {
    if (!all_digits(text) || (text.size() != 4 && text.size() != 6 && text.size() != 8)) {
        return {};
    }
    char* const out = arena.text(10);
    std::size_t size = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 4 || i == 6) {
            out[size++] = '-';
        }
        out[size++] = text[i];
    }
    return is_date_of(item, {out, size}) ? std::string_view{out, size} : std::string_view{};
}

std::string_view month_json(const form::Form&, const form::Item&, std::string_view text, base::Arena&) {
    return text.size() == 7 && time::is_date(text) ? text : std::string_view{};
}

std::string_view month_cell(const form::Form& form, const form::Item& item, std::string_view text,
                            base::Arena& arena) {
    if (text.size() != 6 || !all_digits(text)) {
        return {};
    }
    char* const out = arena.text(7);
    std::memcpy(out, text.data(), 4);
    out[4] = '-';
    std::memcpy(out + 5, text.data() + 4, 2);
    return month_json(form, item, {out, 7}, arena);
}

std::string_view time_json(const form::Form&, const form::Item&, std::string_view text, base::Arena&) {
    const bool shaped =
        text.size() == 5 && text[2] == ':' && all_digits(text.substr(0, 2)) && all_digits(text.substr(3));
    return shaped && is_time_of_day(two(text, 0), two(text, 3), 0) ? text : std::string_view{};
}

std::string_view time_cell(const form::Form&, const form::Item&, std::string_view text, base::Arena& arena) {
    if (text.size() != 4 || !all_digits(text) || !is_time_of_day(two(text, 0), two(text, 2), 0)) {
        return {};
    }
    char* const out = arena.text(5);
    std::memcpy(out, text.data(), 2);
    out[2] = ':';
    std::memcpy(out + 3, text.data() + 2, 2);
    return {out, 5};
}

constexpr std::string_view moment_shape = "0000-00-00T00:00:00+09:00";

std::string_view datetime_json(const form::Form&, const form::Item& item, std::string_view text,
                               base::Arena&) {
    if (item.is(form::partial) && time::is_date(text)) {
        return text;
    }
    if (text.size() != moment_shape.size() || text.substr(19) != moment_shape.substr(19)) {
        return {};
    }
    for (std::size_t i = 0; i < 19; ++i) {
        const bool fits = moment_shape[i] == '0' ? base::is_digit(text[i]) : text[i] == moment_shape[i];
        if (!fits) {
            return {};
        }
    }
    return time::is_date(text.substr(0, 10)) && is_time_of_day(two(text, 11), two(text, 14), two(text, 17))
               ? text
               : std::string_view{};
}

std::string_view datetime_cell(const form::Form& form, const form::Item& item, std::string_view text,
                               base::Arena& arena) {
    if (text.size() != 14 || !all_digits(text)) {
        return item.is(form::partial) ? date_cell(form, item, text, arena) : std::string_view{};
    }
    char* const out = arena.text(moment_shape.size());
    std::size_t next = 0;
    for (std::size_t i = 0; i < moment_shape.size(); ++i) {
        out[i] = i < 19 && moment_shape[i] == '0' ? text[next++] : moment_shape[i];
    }
    return datetime_json(form, item, {out, moment_shape.size()}, arena);
}

constexpr std::size_t all = std::string_view::npos;
constexpr std::array codecs{
    LexicalType{form::ItemType::text, with_line_feeds, with_line_feeds, SourceType::string, "", "",
                nothing_else, "", all, message::value_wrong_type},
    LexicalType{form::ItemType::token, with_line_feeds, with_line_feeds, SourceType::string, "", "",
                nothing_else, "", all, message::value_wrong_type},
    LexicalType{form::ItemType::code, code, code, SourceType::string, "", "", nothing_else, "", all,
                message::value_no_code},
    LexicalType{form::ItemType::codes, code, code, SourceType::string, "", "", nothing_else, "", all,
                message::value_no_code},
    LexicalType{form::ItemType::flag, flag_cell, flag_json, SourceType::boolean, "1 / 0", "true / false",
                relaxed_flag, "", all, message::value_no_flag},
    LexicalType{form::ItemType::date, date_cell, date_json, SourceType::string, "YYYYMMDD", "YYYY-MM-DD",
                relaxed_date, "-", all, message::value_no_date},
    LexicalType{form::ItemType::month, month_cell, month_json, SourceType::string, "YYYYMM", "YYYY-MM",
                relaxed_month, "-", all, message::value_no_date},
    LexicalType{form::ItemType::time, time_cell, time_json, SourceType::string, "HHMM", "HH:MM", relaxed_time,
                ":", all, message::value_no_time},
    LexicalType{form::ItemType::datetime, datetime_cell, datetime_json, SourceType::string, "YYYYMMDDHHMMSS",
                "YYYY-MM-DDTHH:MM:SS+09:00", relaxed_datetime, "-T:", 19, message::value_no_datetime},
    LexicalType{form::ItemType::integer, integer, integer, SourceType::number, "12", "12", relaxed_number, "",
                all, message::value_no_integer},
    LexicalType{form::ItemType::decimal, decimal, decimal, SourceType::number, "36.5", "36.5", relaxed_number,
                "", all, message::value_no_number},
};

constexpr LexicalType tenths_number{form::ItemType::decimal,
                                    tenths_cell,
                                    tenths_json,
                                    SourceType::number,
                                    "365",
                                    "36.5",
                                    nothing_else,
                                    ".",
                                    all,
                                    message::value_no_number};

constexpr bool in_order() {
    for (std::size_t i = 0; i < codecs.size(); ++i) {
        if (codecs[i].type != static_cast<form::ItemType>(i)) {
            return false;
        }
    }
    return true;
}
static_assert(in_order());

} // namespace

const LexicalType& codec(form::ItemType type) { return codecs[static_cast<std::size_t>(type)]; }

bool is_in_tenths(const form::Item& item) {
    return item.type == form::ItemType::decimal && !item.format.empty(); // dec(tenths)
}

const LexicalType& codec(const form::Item& item) {
    return is_in_tenths(item) ? tenths_number : codec(item.type);
}

} // namespace renkei::record::lexical
