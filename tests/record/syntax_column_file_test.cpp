// A second syntax of a form: columns that hold several items, and items that it gives by itself.
#include "tests/form/form_in_yaml.h"
#include "tests/record/known_forms.h"
#include "tests/record/read_and_write.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::syntax_column_file_test {
namespace {

using test::read_file;
using test::write_file;
using testing::ElementsAre;
using testing::HasSubstr;

const form::Form& form() {
    static const test::FormInYaml made({
        .items = R"(groups:
  diagnoses: {name: 診断名}
  carried: {kind: carried, name: 項目表にない内容}
  absent: {kind: absent, name: 理由, list: reason}
  blank: {kind: blank, name: 空欄}
items:
  type: {name: 帳票種別, type: text}
  written: {name: 記入日, type: date}
  created: {name: 作成日, type: date}
  infusion: {name: 点滴, type: flag}
  oxygen: {name: 酸素, type: flag}
  visit: {name: 訪問診療, type: code(need)}
  nurse: {name: 訪問看護, type: code(need)}
  hand: {name: 利き腕, type: code(hand)}
  foot: {name: 利き足, type: code(hand)}
  departments: {name: 診療科, type: codes(department)}
  office: {name: 事業所番号, type: text}
  clinic: {name: 医療機関コード, type: text}
  diagnoses.number: {name: 番号, type: int}
  diagnoses.name: {name: 診断名, type: text}
  diagnoses.icd: {name: ICD, type: text}
  memo: {name: 備考, type: text}
  absent.pointer: {name: 位置, type: text}
  absent.reason: {name: 理由, type: code(reason)}
  absent.note: {name: 説明, type: text}
)",
        .syntax = "json: {kind: json}, flat: {kind: wide, encoding: utf-8, columns: 10, columns_file: flat, "
                  "implied: {fixed: {type: opinion}, copy: {created: written}, count: {diagnoses: "
                  "diagnoses.number}}}",
        .codes = "need:\n  rows:\n    - [\"0\", なし]\n    - [\"1\", あり]\n"
                 "hand:\n  rows:\n    - [\"1\", 右]\n    - [\"2\", 左]\n"
                 "department:\n  rows:\n    - [\"01\", 内科]\n    - [\"02\", 外科]\n    - [\"99\", その他]\n"
                 "reason:\n  rows:\n    - [\"u\", 不明]\n",
        .files = {{"form/flat.yaml", R"(items:
  program: {name: ソフト名, type: text, syntax: flat}
columns:
  "1": {ignored: バージョン}
  "2": program
  "3": written
  "4": {bits: [infusion, oxygen], name: 処置}
  "5": {digits: [visit, nurse], name: 管理}
  "6": {digits: [hand, foot], name: 利き}
  "7": {set: departments, codes: ["01", "02"], name: 科}
  "8": {first_of: [office, clinic], name: 番号}
  "9": {row: diagnoses, n: 0, item: diagnoses.name}
  "10": {row: diagnoses, n: 1, item: diagnoses.name}
)"}},
    });
    return made.form();
}

test::ReadFile read(const std::string& line) { return read_file(form(), "flat", line + "\r\n"); }
test::SourceText written(const std::string& json) {
    return write_file(form(), "flat", read_file(form(), "json", json).kept);
}

TEST(ColumnFile, line_is_taken_apart) {
    const auto file = read("1.0,医見,20240602,10,01,20,11,123,心不全,");
    EXPECT_EQ(file.said, "carried [column/1]");
    EXPECT_THAT(
        file.records,
        ElementsAre(
            "type = opinion\nwritten = 2024-06-02\ncreated = 2024-06-02\ninfusion = 1\noxygen = 0\nvisit = "
            "0\nnurse = 1\nhand = 2\n"
            "office = 123\nprogram = 医見\n"
            "departments[0] = 01\ndepartments[1] = 02\ndiagnoses[0].number = 1\ndiagnoses[0].name = 心不全\n"
            "carried[0].pointer = column/1\ncarried[0].value = 1.0\n"));
}

TEST(ColumnFile, line_is_written_as_it_was_read) {
    for (const std::string line : {"1.0,\"医見\",20240602,10,01,20,11,\"123\",\"心不全\",\"脳梗塞\"",
                                   ",,20240602,,,,00,,,\"二番目だけ\"", ",,,,,,,,,"}) {
        const auto file = read(line);
        const auto out = write_file(form(), "flat", file.kept);
        EXPECT_EQ(out.bytes, line + "\r\n");
        EXPECT_EQ(file.errors, 0U) << file.said;
    }
}

TEST(ColumnFile, bits_must_be_as_many_as_the_boxes) {
    EXPECT_EQ(read(",,,1,,,,,,").said, "S026 [4] [2] [1] [01]");
    EXPECT_EQ(read(",,,12,,,,,,").said, "S005 oxygen [2] [1 / 0]");
    EXPECT_EQ(read(",,,,,,12,,,").said, "S027 [7] [12]");
}

TEST(ColumnFile, no_bit_at_all_is_a_box_left_blank) {
    EXPECT_THAT(read(",,,,,,00,,,").records[0], HasSubstr("blank[0].item = form.departments"));
    EXPECT_THAT(read(",,,,,,,,,").records[0], testing::Not(HasSubstr("blank")));
}

TEST(ColumnFile, empty_box_becomes_zero_and_is_reported) {
    const auto out = written(R"({"infusion":true,"visit":"1","hand":"2"})");
    EXPECT_EQ(out.bytes, ",,,10,10,20,,,,\r\n");
    EXPECT_EQ(out.said, "blank-as-zero oxygen [flat] | blank-as-zero nurse [flat]");
}

TEST(ColumnFile, what_has_no_column_is_listed) {
    const auto out = written(
        R"({"type":"opinion","written":"2024-06-02","created":"2024-06-01","departments":["01","99"],"office":"1","clinic":"2",
        "diagnoses":[{"number":1,"name":"心不全","icd":"I50"}],"memo":"あ","extra":1,"absent":[{"pointer":"/hand","reason":"u"}]})");
    EXPECT_EQ(
        out.said,
        "not-in-syntax carried.pointer [flat] | absent-unknown hand [u] [flat] | not-in-syntax departments "
        "[flat] | not-in-syntax clinic [flat]"
        " | not-in-syntax created [flat] | not-in-syntax memo [flat] | not-in-syntax diagnoses.icd [flat]");
}

TEST(ColumnFile, what_the_syntax_gives_by_itself_is_no_loss) {
    EXPECT_EQ(
        written(
            R"({"type":"opinion","written":"2024-06-02","created":"2024-06-02","diagnoses":[{"number":1,"name":"心不全"}]})")
            .said,
        "");
}

TEST(ColumnFile, item_of_the_columns_only_has_no_place_in_json) {
    const auto file = read(",医見,,,,,,,,");
    const auto out = write_file(form(), "json", file.kept);
    EXPECT_EQ(out.bytes, "{\"type\":\"opinion\"}\n");
    EXPECT_EQ(out.said, "not-in-syntax program [json]");
}

TEST(ColumnFile, opinion_of_the_ministry_crosses_to_its_columns_and_back) {
    const std::string sample = test::spec_sample("json/samples/opinion-01.json");
    if (sample.empty()) {
        GTEST_SKIP() << "the ministry's tables are not here";
    }
    const form::Form& opinion = test::known_form("opinion");
    const auto json = read_file(opinion, "json", sample);
    const auto once = write_file(opinion, "orca", json.kept);
    EXPECT_THAT(once.said, testing::Not(HasSubstr("not-encodable")));
    const auto columns = read_file(opinion, "orca", once.bytes);
    EXPECT_EQ(columns.errors, 0U) << columns.said;
    const auto twice = write_file(opinion, "orca", columns.kept);
    EXPECT_EQ(twice.bytes, once.bytes);
    EXPECT_EQ(twice.said, "");
}

} // namespace
} // namespace renkei::syntax_column_file_test
