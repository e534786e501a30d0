#include "tests/laws/values.h"

#include "gateway/forms/record/value/lexical.h"

#include "tests/laws/pattern.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace renkei::laws {
namespace {

using form::Form;
using form::Item;
using form::ItemType;

// Everyday texts and everything that has ever gone wrong: quotes, commas, line breaks, markup, what looks
// like a hole, 5C and 7C as second bytes, half width, names with and without a space.
constexpr std::array<std::string_view, 34> cp932_pieces{"連携 花子",
                                                        "介護　太郎",
                                                        "試験次郎",
                                                        "試験 次 郎",
                                                        "髙",
                                                        "①",
                                                        "ｶﾅ",
                                                        "ｶﾞｷﾞ",
                                                        "表ソ能",
                                                        "ポ欺",
                                                        "歩行に見守りが必要",
                                                        "\n",
                                                        "\"",
                                                        "\"\"",
                                                        ",",
                                                        "<b>",
                                                        "&",
                                                        "&amp;",
                                                        "</div>",
                                                        "a",
                                                        "Z",
                                                        "0",
                                                        "12",
                                                        " ",
                                                        "　",
                                                        "～",
                                                        "ー",
                                                        "$5",
                                                        "->x",
                                                        "~",
                                                        "\\",
                                                        "\\n",
                                                        "'",
                                                        "…"};
constexpr std::array<std::string_view, 8> unicode_pieces{
    "𠮷", "葛\xF3\xA0\x84\x80", "é", "😀", "\xE2\x80\xA8", "〜", "‖", "\xC2\xA0"};

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// No longer than `most`, cut between characters.
std::string cut(std::string text, std::size_t most) {
    while (characters(text) > most) {
        while ((static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) {
            text.pop_back();
        }
        text.pop_back();
    }
    return text;
}

std::string any_date(const Item& item, Random& random) {
    static constexpr std::array days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int year = random.chance(10) ? random.between(1900, 2099) : random.between(2023, 2025);
    const int month = random.between(1, 12);
    const int day = random.chance(20) ? days[static_cast<std::size_t>(month - 1)]
                                      : random.between(1, days[static_cast<std::size_t>(month - 1)]);
    const bool may_be_short = item.is(form::partial);
    if (may_be_short && random.chance(15)) {
        return fmt::format("{:04}", year);
    }
    if (item.type == ItemType::month || (may_be_short && random.chance(15))) {
        return fmt::format("{:04}-{:02}", year, month);
    }
    return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

std::string any_clock(Random& random) {
    return fmt::format("{:02}:{:02}", random.between(0, 23), random.between(0, 59));
}

int bound(std::string_view text, int otherwise) {
    return text.empty() ? otherwise : std::stoi(std::string(text));
}

std::string any_integer(const Form& form, const Item& item, Random& random) {
    int most = 999;
    if (item.max_length > 0 && item.max_length < 3) {
        most = item.max_length == 1 ? 9 : 99;
    }
    const int low = bound(form.text(item.min), 0);
    const int high = bound(form.text(item.max), std::max(low, most));
    constexpr int days_of_month = 31;
    constexpr int days_of_every_month = 28; // the 31st does not exist in the month that another item names
    return std::to_string(random.between(low, high == days_of_month ? days_of_every_month : high));
}

// As written: trailing zeros and exponents stay.
std::string any_decimal(const Form& form, const Item& item, Random& random) {
    static constexpr std::array<std::string_view, 7> tails{"", "", ".5", ".50", ".0", "e0", ".5E+0"};
    if (item.min.empty() && item.max.empty() && random.chance(5)) {
        return "123456789012345678901234567890.10";
    }
    const int low = bound(form.text(item.min), 0);
    const int high = bound(form.text(item.max), std::max(low, 200));
    const int whole = random.between(low, high);
    if (!item.format.empty()) { // dec(tenths)
        return std::to_string(whole) + (whole == high ? ".0" : "." + std::to_string(random.between(0, 9)));
    }
    return std::to_string(whole) + (whole == high || whole < 0 ? "" : std::string(random.pick(tails)));
}

std::string_view pattern_of(const Form& form, const Item& item) {
    if (!item.pattern.empty() || item.format.empty()) {
        return form.text(item.pattern);
    }
    const auto found = std::ranges::find_if(form.formats(), [&](const form::Format& format) {
        return form.text(format.name) == form.text(item.format);
    });
    return found == form.formats().end() ? std::string_view() : form.text(found->pattern);
}

constexpr std::size_t whole_day = std::string_view("2026-01-13").size();

std::string any_of_type(const Form& form, const Item& item, Letters letters, Random& random) {
    constexpr std::size_t long_enough = 60;
    switch (item.type) {
    case ItemType::text:
    case ItemType::token:
        return any_text(random, letters,
                        item.max_length == 0 ? long_enough
                                             : std::min<std::size_t>(item.max_length, long_enough));
    case ItemType::code:
    case ItemType::codes:
        return std::string(form.text(random.pick(form.rows(form.lists()[item.list]).rows()).form));
    case ItemType::flag: return random.chance(60) ? "1" : "0";
    case ItemType::date:
    case ItemType::month: return any_date(item, random);
    case ItemType::time: return any_clock(random);
    case ItemType::datetime: {
        std::string day = any_date(item, random);
        const bool is_short = item.is(form::partial) && (day.size() < whole_day || random.chance(20));
        return is_short ? day
                        : day + "T" + any_clock(random) + fmt::format(":{:02}+09:00", random.between(0, 59));
    }
    case ItemType::integer: return any_integer(form, item, random);
    case ItemType::decimal: return any_decimal(form, item, random);
    }
    return {};
}

} // namespace

Letters letters_of(const Form& form) {
    const bool all_unicode = std::ranges::all_of(
        form.syntaxes(), [](const form::Syntax& syntax) { return syntax.encoding == form::Encoding::utf8; });
    return all_unicode ? Letters::unicode : Letters::cp932;
}

std::string any_text(Random& random, Letters letters, std::size_t max_characters) {
    std::string out;
    while (record::is_only_space(out)) {
        out.clear();
        for (int i = random.between(1, 4); i > 0; --i) {
            out += letters == Letters::unicode && random.chance(20) ? random.pick(unicode_pieces)
                                                                    : random.pick(cp932_pieces);
        }
        out = cut(std::move(out), max_characters);
    }
    return out;
}

std::string any_value(const Form& form, const Item& item, Letters letters, Random& random) {
    if (!item.literal.empty()) {
        return std::string(form.text(item.literal));
    }
    const std::string_view pattern = pattern_of(form, item);
    std::string out = pattern.empty() ? any_of_type(form, item, letters, random) : sample(pattern, random);
    // a pattern may allow 08 where a number is wanted
    for (int i = 0; i < 100 && !record::is_canonical(form, item, out); ++i) {
        out = sample(pattern, random);
    }
    EXPECT_TRUE(record::is_canonical(form, item, out)) << form.text(item.id) << " = " << out;
    return out;
}

} // namespace renkei::laws
