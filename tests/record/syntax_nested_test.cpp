// One document = many lines, as 第2表 of the care plan has them: needs, their goals, the services of a goal.
#include "tests/form/form_in_yaml.h"
#include "tests/record/read_and_write.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace renkei::syntax_nested_test {
namespace {

using test::read_file;
using test::write_file;
using testing::ElementsAre;

const form::Form& form() {
    static const test::FormInYaml made({
        .items = R"(groups:
  need: {level: [need.no]}
  need.goal: {level: [need.goal.no]}
  need.goal.content: {level: [need.goal.content.no]}
items:
  person: {col: 1, name: 被保険者番号, type: token(digits3), card: 1}
  need.no: {col: 2, name: 課題ＮＯ, type: int}
  need.text: {col: 3, name: 課題, type: text}
  need.goal.no: {col: 4, name: 援助目標ＮＯ, type: int}
  need.goal.text: {col: 5, name: 目標, type: text}
  need.goal.content.no: {col: 6, name: 援助内容ＮＯ, type: int}
  need.goal.content.text: {col: 7, name: 援助内容, type: text}
)",
        .syntax =
            "csv: {kind: nested, encoding: utf-8, columns: 7, levels: [need, need.goal, need.goal.content]}",
        .head = "version_item: person\n",
    });
    return made.form();
}

test::ReadFile read(const std::string& bytes) { return read_file(form(), "csv", bytes); }

const std::string two_people = "001,1,\"歩けない\",1,\"歩く\",1,\"訓練\"\r\n"
                               "001,1,,1,,2,\"杖\"\r\n"
                               "001,1,,2,\"外出\",1,\"送迎\"\r\n"
                               "001,2,\"眠れない\",1,\"眠る\",1,\"相談\"\r\n"
                               "002,1,\"食べない\",,,,\r\n";

TEST(NestedCsv, lines_of_one_person_are_one_document) {
    const auto file = read(two_people);
    ASSERT_EQ(file.records.size(), 2U) << file.said;
    EXPECT_EQ(file.records[0], "person = 001\n"
                               "need[0].no = 1\nneed[0].text = 歩けない\n"
                               "need[0].goal[0].no = 1\nneed[0].goal[0].text = 歩く\n"
                               "need[0].goal[0].content[0].no = 1\nneed[0].goal[0].content[0].text = 訓練\n"
                               "need[0].goal[0].content[1].no = 2\nneed[0].goal[0].content[1].text = 杖\n"
                               "need[0].goal[1].no = 2\nneed[0].goal[1].text = 外出\n"
                               "need[0].goal[1].content[0].no = 1\nneed[0].goal[1].content[0].text = 送迎\n"
                               "need[1].no = 2\nneed[1].text = 眠れない\n"
                               "need[1].goal[0].no = 1\nneed[1].goal[0].text = 眠る\n"
                               "need[1].goal[0].content[0].no = 1\nneed[1].goal[0].content[0].text = 相談\n");
    EXPECT_EQ(file.records[1], "person = 002\nneed[0].no = 1\nneed[0].text = 食べない\n");
}

TEST(NestedCsv, lines_are_written_as_they_were_read) {
    const auto out = write_file(form(), "csv", read(two_people).kept);
    EXPECT_EQ(out.bytes, two_people);
    EXPECT_EQ(out.said, "");
}

TEST(NestedCsv, parents_may_be_repeated_or_left_empty) {
    const std::string repeated = "001,1,歩けない,1,歩く,1,訓練\r\n001,1,歩けない,1,歩く,2,杖\r\n";
    const std::string empty = "001,1,歩けない,1,歩く,1,訓練\r\n001,,,,,2,杖\r\n";
    EXPECT_EQ(read(repeated).records, read(empty).records);
}

TEST(NestedCsv, same_number_with_another_text_is_a_new_row) {
    EXPECT_THAT(
        read("001,1,甲,,,,\r\n001,1,乙,,,,\r\n").records,
        ElementsAre("person = 001\nneed[0].no = 1\nneed[0].text = 甲\nneed[1].no = 1\nneed[1].text = 乙\n"));
}

TEST(NestedCsv, wrong_width_is_refused_and_reading_goes_on) {
    const auto file = read("001,1,甲,,,\r\n001,1,甲,,,,\r\n001,1,甲,,,,,\r\n");
    EXPECT_EQ(file.said, "S020 [6] [7] [] [1] | S022 [8] [7] [] [1]");
}

TEST(NestedCsv, place_of_a_value_is_its_line) {
    const std::string bytes = "001,1,甲,1,歩く,,\r\n001,,,2,外出,,\r\n";
    record::Reader reader(form(), *form().syntax("csv"), bytes);
    record::Record record(form());
    diag::Report report;
    ASSERT_TRUE(reader.next(record, report));
    const record::Row& need = *record.rows(record.root(), form().group("need").value()).rows[0];
    const record::Row& second = *record.rows(need, form().group("need.goal").value()).rows[1];
    const diag::Where where = reader.where({second, form().item("need.goal.text").value(), form::none, 0});
    EXPECT_EQ(where.record, 2U);
    EXPECT_EQ(where.cell, 5U);
}

// Any tree whose rows are numbered.
record::Record any_plan() {
    record::Record record(form());
    const auto set = [&](record::Row& row, std::string_view item, const std::string& text) {
        record.set(row, form().items()[form().item(item).value()], record.arena().keep(text));
    };
    set(record.root(), "person", "00" + std::to_string(*rc::gen::inRange(1, 10)));
    const int needs = *rc::gen::inRange(0, 4);
    for (int n = 1; n <= needs; ++n) {
        record::Row& need = record.add_row(record.root(), form().group("need").value());
        set(need, "need.no", std::to_string(n));
        set(need, "need.text", *rc::gen::element<std::string>("", "歩けない", "a,\"b\"\nc"));
        const int goals = *rc::gen::inRange(0, 3);
        for (int g = 1; g <= goals; ++g) {
            record::Row& goal = record.add_row(need, form().group("need.goal").value());
            set(goal, "need.goal.no", std::to_string(g));
            set(goal, "need.goal.text", *rc::gen::element<std::string>("", "歩く"));
            const int contents = *rc::gen::inRange(0, 3);
            for (int c = 1; c <= contents; ++c) {
                set(record.add_row(goal, form().group("need.goal.content").value()), "need.goal.content.no",
                    std::to_string(c));
            }
        }
    }
    record.number_rows();
    return record;
}

RC_GTEST_PROP(NestedCsv, every_numbered_tree_comes_back, ()) {
    std::vector<record::Record> records;
    records.push_back(any_plan());
    const auto file = read(write_file(form(), "csv", records).bytes);
    RC_ASSERT(file.records == std::vector<std::string>{record::canonical_text(records[0])});
}

// Also of rows without values but their number: what stands below them may have moved down.
TEST(NestedCsv, a_value_on_a_later_line_of_its_row_is_reported) {
    const auto file = read("001,1,,1,,1,訓練\r\n001,1,歩けない,1,歩く,2,杖\r\n");
    ASSERT_EQ(file.records.size(), 1U);
    EXPECT_EQ(file.records[0], "person = 001\nneed[0].no = 1\nneed[0].text = 歩けない\n"
                               "need[0].goal[0].no = 1\nneed[0].goal[0].text = 歩く\n"
                               "need[0].goal[0].content[0].no = 1\nneed[0].goal[0].content[0].text = 訓練\n"
                               "need[0].goal[0].content[1].no = 2\nneed[0].goal[0].content[1].text = 杖\n");
    EXPECT_EQ(file.said, "S069 need.text [need] | S069 need.goal.text [need.goal]");
}

TEST(NestedCsv, for_a_receiver_is_in_its_characters_and_each_replacement_is_named_once) {
    const auto file = read("001,1,\"①\",1,\"歩く\",1,\"㈱\"\r\n001,1,,1,,2,\"杖\"\r\n");
    const auto written =
        write_file(form(), "csv", file.kept, {.characters = {.repertoire = text::Repertoire::jis}});
    EXPECT_EQ(written.bytes, "001,1,\"(1)\",1,\"歩く\",1,\"(株)\"\r\n001,1,,1,,2,\"杖\"\r\n");
    EXPECT_EQ(written.said, "replaced need.text [①] [U+2460] [JIS X 0208] [(1)] | "
                            "replaced need.goal.content.text [㈱] [U+3231] [JIS X 0208] [(株)]");
}

} // namespace
} // namespace renkei::syntax_nested_test
