#include "gateway/forms/record/value/lexical.h"

#include "tests/form/form_in_yaml.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace renkei::syntax_lexical_test {
namespace {

using record::ReadMode;
using record::SourceType;

const form::Form& form() {
    static const test::FormInYaml made({
        .items = R"(items:
  text: {name: 文, type: text}
  token: {name: 番号, type: token(digits3)}
  code: {name: 要介護度, type: code(level)}
  flag: {name: 有無, type: flag}
  date: {name: 日付, type: date}
  about: {name: 頃, type: date, partial: true}
  month: {name: 年月, type: month}
  time: {name: 時刻, type: time}
  datetime: {name: 日時, type: datetime}
  sometime: {name: 日時か日付, type: datetime, partial: true}
  int: {name: 回数, type: int}
  dec: {name: 体温, type: dec}
  tenths: {name: 時間, type: dec(tenths)}
  kana: {name: フリガナ, type: text, pattern: '[ァ-ヶー　]+'}
)",
        .codes = "level:\n  name: 要介護状態区分\n  rows:\n    - [\"01\", 非該当]\n    - [\"2\", 要介護２]\n",
    });
    return made.form();
}

struct Said {
    std::string text;
    std::string id; // of the finding, or empty
    bool operator==(const Said&) const = default;
};
void PrintTo(const Said& said, std::ostream* out) { *out << said.text << " / " << said.id; }

Said read(std::string_view item, std::string_view text, SourceType source_type, ReadMode read_mode) {
    base::Arena arena;
    const record::LexicalResult reading = record::read_value(
        form(), form().items()[form().item(item).value()], {text, source_type}, read_mode, arena);
    return {std::string(reading.text),
            reading.finding ? std::string(diag::row(reading.finding->message).id) : ""};
}
Said cell(std::string_view item, std::string_view text) {
    return read(item, text, SourceType::cell, ReadMode::strict);
}
Said json(std::string_view item, std::string_view text, SourceType source_type = SourceType::string) {
    return read(item, text, source_type, ReadMode::strict);
}
Said lenient(std::string_view item, std::string_view text, SourceType source_type = SourceType::cell) {
    return read(item, text, source_type, ReadMode::lenient);
}
std::string written(std::string_view item, std::string_view text) { // as a cell
    std::string out;
    record::append_cell_text(out, form().items()[form().item(item).value()], text);
    return out;
}
Said plain(std::string text) { return {std::move(text), ""}; }
Said refused(std::string id) { return {"", std::move(id)}; }
Said normalised(std::string text) { return {std::move(text), "normalised"}; }

// Programs write a time with its seconds, as ISO 8601 and FHIR do; the form has minutes.
TEST(Lexical, a_time_with_seconds_is_taken_to_the_minute) {
    const Said cut{"09:05", "precision-cut"};
    EXPECT_EQ(cell("time", "090500"), normalised("09:05"));
    EXPECT_EQ(json("time", "09:05:00"), normalised("09:05"));
    EXPECT_EQ(cell("time", "090530"), cut);
    EXPECT_EQ(json("time", "09:05:30"), cut);
    EXPECT_EQ(cell("time", "090560"), refused("S007"));
    EXPECT_EQ(json("time", "09:05:60"), refused("S007"));
    EXPECT_EQ(json("time", "09:05-30"), refused("S007"));
    EXPECT_EQ(json("time", "09:05:3"), refused("S007"));
    EXPECT_EQ(cell("time", "0905300"), refused("S007"));
}

TEST(Lexical, cell_of_each_type_becomes_canonical_text) {
    EXPECT_EQ(cell("text", "一行目\n二行目"), plain("一行目\n二行目"));
    EXPECT_EQ(cell("code", "01"), plain("01"));
    EXPECT_EQ(cell("flag", "1"), plain("1"));
    EXPECT_EQ(cell("date", "20240229"), plain("2024-02-29"));
    EXPECT_EQ(cell("about", "2024"), plain("2024"));
    EXPECT_EQ(cell("about", "202402"), plain("2024-02"));
    EXPECT_EQ(cell("month", "202402"), plain("2024-02"));
    EXPECT_EQ(cell("time", "2359"), plain("23:59"));
    EXPECT_EQ(cell("datetime", "20260113101500"), plain("2026-01-13T10:15:00+09:00"));
    EXPECT_EQ(cell("sometime", "20260113101500"), plain("2026-01-13T10:15:00+09:00"));
    EXPECT_EQ(cell("sometime", "20260113"), plain("2026-01-13"));
    EXPECT_EQ(cell("int", "12"), plain("12"));
    EXPECT_EQ(cell("dec", "36.50"), plain("36.50"));
}

TEST(Lexical, json_value_of_each_type_becomes_canonical_text) {
    EXPECT_EQ(json("text", "一行目\r\n二行目\n三行目"), plain("一行目\n二行目\n三行目"));
    EXPECT_EQ(json("flag", "true", SourceType::boolean), plain("1"));
    EXPECT_EQ(json("flag", "false", SourceType::boolean), plain("0"));
    EXPECT_EQ(json("date", "2024-02-29"), plain("2024-02-29"));
    EXPECT_EQ(json("about", "1998"), plain("1998"));
    EXPECT_EQ(json("time", "00:00"), plain("00:00"));
    EXPECT_EQ(json("datetime", "2026-01-13T10:15:00+09:00"), plain("2026-01-13T10:15:00+09:00"));
    EXPECT_EQ(json("sometime", "2026-01"), plain("2026-01"));
    EXPECT_EQ(json("dec", "1.10", SourceType::number), plain("1.10"));
}

// A CSV file writes it as CR LF, and the two cannot be distinguished then.
TEST(Lexical, a_lone_carriage_return_of_json_is_said_to_become_a_line_feed) {
    EXPECT_EQ(json("text", "一行目\r二行目"), normalised("一行目\n二行目"));
    EXPECT_EQ(json("text", "一行目\r\n二行目\r"), normalised("一行目\n二行目\n"));
    EXPECT_EQ(cell("text", "一行目\r\n二行目"), plain("一行目\n二行目"));
}

TEST(Lexical, what_is_written_otherwise_is_refused) {
    EXPECT_EQ(cell("date", "20260229"), refused("S006"));
    EXPECT_EQ(cell("date", "19400500"), refused("S006"));
    EXPECT_EQ(cell("date", "202405"), refused("S006"));
    EXPECT_EQ(cell("date", "2024/05/03"), refused("S006"));
    EXPECT_EQ(cell("time", "2400"), refused("S007"));
    EXPECT_EQ(cell("datetime", "20260113101560"), refused("S008"));
    EXPECT_EQ(cell("sometime", "20260230"), refused("S008"));
    EXPECT_EQ(json("datetime", "2026-01-13"), refused("S008"));
    EXPECT_EQ(cell("flag", "2"), refused("S005"));
    EXPECT_EQ(cell("int", "007"), refused("S009"));
    EXPECT_EQ(cell("int", "3.5"), refused("S009"));
    EXPECT_EQ(cell("dec", ".5"), refused("S010"));
    EXPECT_EQ(cell("code", "Ⅱ"), refused("S003"));
    EXPECT_EQ(json("datetime", "2026-01-13T10:15:00Z"), refused("S008"));
    EXPECT_EQ(json("dec", "36.4", SourceType::string), refused("S001"));
    EXPECT_EQ(json("code", "2", SourceType::number), refused("S001"));
    EXPECT_EQ(json("text", "a\x01z"), refused("S011"));
}

TEST(Lexical, lost_leading_zero_is_named) { EXPECT_EQ(cell("code", "1"), refused("S004")); }

TEST(Lexical, text_that_a_spreadsheet_shortened_is_kept_with_a_warning) {
    EXPECT_EQ(cell("text", "2.02603E+13"), (Said{"2.02603E+13", "S012"}));
    EXPECT_EQ(cell("text", "1.0E+05"), plain("1.0E+05")) << "a value of a laboratory";
    EXPECT_EQ(json("text", "2.02603E+13"), plain("2.02603E+13"));
    EXPECT_EQ(cell("dec", "2.02603E+13"), plain("2.02603E+13"));
}

TEST(Lexical, lenient_reading_says_what_it_took) {
    EXPECT_EQ(lenient("date", "令和6年5月3日"), normalised("2024-05-03"));
    EXPECT_EQ(lenient("date", "2024/05/03"), normalised("2024-05-03"));
    EXPECT_EQ(lenient("date", "2024-05-03"), normalised("2024-05-03"));
    EXPECT_EQ(lenient("date", "20240503", SourceType::number), normalised("2024-05-03"));
    EXPECT_EQ(lenient("about", "昭和12年"), normalised("1937"));
    EXPECT_EQ(lenient("date", "昭和12年"), refused("S006"));
    EXPECT_EQ(lenient("time", "9:05"), normalised("09:05"));
    EXPECT_EQ(lenient("time", "09:05:30"), refused("S007"));
    EXPECT_EQ(lenient("datetime", "2026-01-13T20:15:00Z", SourceType::string),
              normalised("2026-01-14T05:15:00+09:00"));
    EXPECT_EQ(lenient("datetime", "2026-01-13T10:15+09:00", SourceType::string),
              normalised("2026-01-13T10:15:00+09:00"));
    EXPECT_EQ(lenient("datetime", "2026-01-13T10:15:00", SourceType::string), refused("S008"));
    EXPECT_EQ(lenient("int", "００７"), normalised("7"));
    EXPECT_EQ(lenient("dec", "+36.50"), normalised("36.50"));
    EXPECT_EQ(lenient("dec", "36.4", SourceType::string), normalised("36.4"));
    EXPECT_EQ(lenient("code", "２"), normalised("2"));
    EXPECT_EQ(lenient("code", "2", SourceType::number), normalised("2"));
    EXPECT_EQ(lenient("code", "", SourceType::string), normalised(""));
    EXPECT_EQ(lenient("flag", "1", SourceType::number), normalised("1"));
    EXPECT_EQ(lenient("token", "１２３"), normalised("123"));
}

TEST(Lexical, nothing_is_guessed) {
    EXPECT_EQ(lenient("code", "Ⅱ"), refused("S003"));
    EXPECT_EQ(lenient("code", "1"), refused("S004"));
    EXPECT_EQ(lenient("code", "true", SourceType::boolean), refused("S001"));
    EXPECT_EQ(lenient("int", "十"), refused("S009"));
    EXPECT_EQ(lenient("date", "昭和12年頃"), refused("S006"));
}

TEST(Lexical, half_width_kana_are_widened_where_the_item_wants_wide_ones) {
    EXPECT_EQ(cell("kana", "ﾚﾝｹｲ"), normalised("レンケイ"));
    EXPECT_EQ(cell("kana", "レンケイ"), plain("レンケイ"));
    EXPECT_EQ(cell("text", "ﾚﾝｹｲ"), plain("ﾚﾝｹｲ"));
}

TEST(Lexical, text_of_spaces_only_is_no_text) {
    EXPECT_EQ(cell("text", " 　\n"), normalised(""));
    EXPECT_EQ(cell("text", " a "), plain(" a "));
}

TEST(Lexical, canonical_text_becomes_a_cell) {
    EXPECT_EQ(written("date", "2024-05-03"), "20240503");
    EXPECT_EQ(written("month", "2024-05"), "202405");
    EXPECT_EQ(written("time", "09:05"), "0905");
    EXPECT_EQ(written("datetime", "2026-01-13T10:15:00+09:00"), "20260113101500");
    EXPECT_EQ(written("token", "999-0001"), "999-0001");
}

TEST(Lexical, tenths_in_a_column_are_a_number_with_a_decimal) {
    for (const auto& [tenths, number] : {std::pair("325", "32.5"), std::pair("1000", "100.0"),
                                         std::pair("5", "0.5"), std::pair("0", "0.0")}) {
        EXPECT_EQ(cell("tenths", tenths), plain(number));
        EXPECT_EQ(written("tenths", number), tenths);
    }
    EXPECT_EQ(lenient("tenths", "３２５"), normalised("32.5"));
    EXPECT_EQ(cell("tenths", "32.5"), refused("S010"));
    EXPECT_EQ(json("tenths", "32", SourceType::number), plain("32.0"));
    for (const std::string_view wrong : {"32.55", "9e1", "9.5e1", "-0.5", "-3"}) {
        EXPECT_EQ(json("tenths", wrong, SourceType::number), refused("S010")) << wrong;
    }
}

TEST(Lexical, canonical_text_is_distinguished_from_other_text) {
    const auto is = [](std::string_view item, std::string_view text) {
        return record::is_canonical(form(), form().items()[form().item(item).value()], text);
    };
    EXPECT_TRUE(is("date", "2024-05-03"));
    EXPECT_FALSE(is("date", "20240503"));
    EXPECT_TRUE(is("flag", "0"));
    EXPECT_FALSE(is("flag", "true"));
    EXPECT_TRUE(is("code", "01"));
    EXPECT_FALSE(is("code", "1"));
    EXPECT_FALSE(is("text", "a\r\nb"));
    EXPECT_FALSE(is("int", "+1"));
}

RC_GTEST_PROP(Lexical, every_minute_of_japan_comes_back_from_a_cell, ()) {
    const int minute = *rc::gen::inRange(0, 24 * 60);
    const std::string text = fmt::format("{:02}:{:02}", minute / 60, minute % 60);
    RC_ASSERT(cell("time", written("time", text)) == plain(text));
}

} // namespace
} // namespace renkei::syntax_lexical_test
