// CSV files that begin with a line of column names, and how values are enclosed there.
#include "gateway/forms/record/recognise/recognise.h"

#include "tests/form/form_in_yaml.h"
#include "tests/record/read_and_write.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::header_line_test {
namespace {

using record::FileContent;
using test::read_file;
using test::write_file;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string items = R"(groups:
  plan: {rows: 2, at: 4, stride: 2, name: 計画}
  carried: {kind: carried, name: 項目表にない列}
items:
  office: {col: 1, name: 事業所番号, type: token(digits3), card: 1}
  aware: {col: 2, head: eating_aweareness, name: 認識, type: text}
  note: {col: 3, name: 特記, type: text}
  plan.text: {col: +1, head: 'plan_content_<row:2>', name: 内容, type: text}
  plan.day: {col: +2, head: 'plan_day<row>', name: 日, type: date}
  version: {col: 8, name: 版, type: text(4), card: 1, literal: "1"}
)";

test::FormInYaml made(const std::string& more, const std::string& text = items) {
    return test::FormInYaml({.items = text,
                             .syntax = "csv: {kind: wide, columns: 8" + more + "}",
                             .head = "version_item: version\n"});
}

const form::Form& form() {
    static const test::FormInYaml yaml = made(
        ", encoding: [utf-8, cp932], header: names, quote: all, line_breaks: blank, interface: PLAN_2024");
    return yaml.form();
}

const std::string names =
    "office,eating_aweareness,note,plan_content_01,plan_day1,plan_content_02,plan_day2,version\r\n";
const std::string first_row = "\"001\",\"歩く\",\"\",\"甲\",\"20260501\",\"\",\"\",\"1\"\r\n";
const std::string second_row = "\"002\",\"\",\"\",\"\",\"\",\"\",\"\",\"1\"\r\n";

test::ReadFile read(const std::string& bytes) { return read_file(form(), "csv", bytes); }

struct Recognition {
    FileContent content;
    std::string said;
};
Recognition recognised(const std::string& bytes) {
    const form::Form* const known[] = {&form()};
    diag::Report report;
    return {record::recognise(bytes, known, {}, {}, report).content, test::said(report)};
}

std::string without_second_name() {
    std::string out = names;
    return out.erase(out.find("eating"), std::string("eating_aweareness,").size());
}

std::string with(std::string name, const std::string& other) {
    std::string out = names;
    return out.replace(out.find(name), name.size(), other);
}

TEST(HeaderLine, every_row_behind_the_names_is_a_document) {
    const auto file = read(names + first_row + second_row);
    EXPECT_EQ(file.said, "");
    EXPECT_THAT(file.records, ElementsAre("office = 001\naware = 歩く\nversion = 1\n"
                                          "plan[0].text = 甲\nplan[0].day = 2026-05-01\n",
                                          "office = 002\nversion = 1\n"));
}

TEST(HeaderLine, is_written_once_and_every_value_is_enclosed) {
    const auto file = read(names + first_row + second_row);
    const auto again = write_file(form(), "csv", file.kept);
    EXPECT_EQ(again.bytes, names + first_row + second_row);
    EXPECT_EQ(again.said, "");
}

TEST(HeaderLine, says_which_form_the_file_is_of) {
    EXPECT_EQ(recognised(names + first_row).content, FileContent::form);
    EXPECT_EQ(recognised(std::string(text::utf8_bom) + names + first_row).content, FileContent::form);
}

// The shape of another public writer.
TEST(HeaderLine, may_stand_behind_the_name_of_the_interface) {
    const std::string bytes = std::string(text::utf8_bom) + "PLAN_2024\r\n" + names + "001,歩く,,,,,,1";
    EXPECT_EQ(recognised(bytes).content, FileContent::form);
    const auto file = read(bytes);
    EXPECT_EQ(file.records.size(), 1U);
    EXPECT_EQ(file.errors, 0U);
    EXPECT_THAT(file.said, HasSubstr("S063 [PLAN_2024]"));
    EXPECT_THAT(read("OTHER\r\n" + names + first_row).said, HasSubstr("S063 [OTHER] [PLAN_2024]"));
    EXPECT_EQ(read("OTHER\r\n" + names + first_row).errors, 1U);
}

TEST(HeaderLine, files_may_be_in_either_encoding) {
    const std::string cp932 =
        write_file(form(), "csv", read(names + first_row).kept, {.encoding = text::Encoding::cp932}).bytes;
    ASSERT_NE(cp932, names + first_row);
    EXPECT_EQ(recognised(cp932).content, FileContent::form);
    EXPECT_EQ(read(cp932).records, read(names + first_row).records);
}

TEST(HeaderLine, names_the_first_column_that_differs) {
    struct Case {
        std::string header;
        std::string said;
    };
    const Case cases[] = {
        {with("office", "Office"), "S061 [office] [Office] ["},
        {with("office,eating_aweareness", "eating_aweareness,office"),
         "S061 [office] [eating_aweareness] [2]"},
        {with("note", "office"), "S061 [note] [office] [1]"},
        {without_second_name(), "S061 [eating_aweareness] [note] [3]"},
        {with(",plan_day2,version", ""), "S061 [plan_day2] [6] [8]"},
        {with(",version", ""), "S067 [version] [1]"}, // what says it is of this version
        {with(",version", ",version,more"), "S061 [more] [8] [9]"},
        {with("eating_aweareness", "eating_awareness"), "S061 [eating_aweareness] [eating_awareness] ["},
    };
    for (const Case& each : cases) {
        EXPECT_THAT(read(each.header + first_row).said, HasSubstr(each.said)) << each.header;
        EXPECT_EQ(recognised(each.header + first_row).content, FileContent::unknown) << each.header;
        EXPECT_THAT(recognised(each.header + first_row).said, HasSubstr(each.said));
    }
}

TEST(HeaderLine, that_is_missing_is_said) {
    EXPECT_THAT(recognised(first_row).said, HasSubstr("S060"));
    EXPECT_THAT(recognised(first_row).said, HasSubstr("[8] [office] [001]"));
    EXPECT_GT(read(first_row).errors, 0U);
}

TEST(HeaderLine, alone_is_no_file) {
    EXPECT_EQ(read(names).said, "S062");
    EXPECT_EQ(read("PLAN_2024\r\n" + names).errors, 1U);
    EXPECT_EQ(read("PLAN_2024\r\n").errors, 1U);
}

TEST(HeaderLine, another_version_is_refused_even_a_newer_one) {
    std::string other = first_row;
    other.replace(other.find("\"1\""), 3, "\"2\"");
    EXPECT_THAT(read(names + other).said, HasSubstr("S064 version [1] [2]"));
    EXPECT_GT(read(names + other).errors, 0U);
    EXPECT_GT(read(names + first_row + other).errors, 0U);
}

// By the line before the names or by the beginning of the file's name, whatever its columns are called.
TEST(HeaderLine, of_an_earlier_interface_is_refused_by_its_name) {
    const test::FormInYaml later(
        {.items = items + "earlier: {refused: [PLAN_2021]}\n",
         .syntax =
             "csv: {kind: wide, columns: 8, encoding: [utf-8, cp932], header: names, interface: PLAN_2024}",
         .head = "version_item: version\n"});
    const form::Form* const known[] = {&later.form()};
    const auto said = [&](const std::string& bytes, const std::string& name) {
        diag::Report report;
        EXPECT_EQ(record::recognise(bytes, known, {}, {.name = name}, report).content, FileContent::unknown);
        return test::said(report);
    };
    EXPECT_EQ(said("PLAN_2021\r\noffice,day\r\n001,1\r\n", ""), "S067 [PLAN_2021] [1]");
    EXPECT_EQ(said("office,day\r\n001,1\r\n", "PLAN_2021_1.csv"), "S067 [PLAN_2021] [1]");
    EXPECT_EQ(said("office,day\r\n001,1\r\n", "PLAN_20210_1.csv").find("S067"), std::string::npos);
    diag::Report report;
    EXPECT_EQ(record::recognise(names + first_row, known, {}, {.name = "PLAN_2021_1.csv"}, report).content,
              FileContent::form)
        << test::said(report);
}

TEST(HeaderLine, a_row_has_as_many_columns_as_the_names) {
    EXPECT_THAT(read(names + "\"001\",\"\",\"\",\"\",\"\",\"\",\"\",\"1\",\"\"\r\n").said, HasSubstr("S022"));
    EXPECT_THAT(read(names + "\"001\",\"1\"\r\n").said, HasSubstr("S020"));
}

TEST(Enclosure, a_line_break_is_written_as_a_blank_and_reported) {
    const auto file = read(names + "\"001\",\"a\r\nb\",\"\",\"\",\"\",\"\",\"\",\"1\"\r\n");
    EXPECT_EQ(file.said, "");
    const auto out = write_file(form(), "csv", file.kept);
    EXPECT_THAT(out.bytes, HasSubstr("\"001\",\"a b\",\"\""));
    EXPECT_THAT(out.said, HasSubstr("aware"));
}

TEST(Enclosure, without_quotes_separators_are_replaced_and_reported) {
    std::string without_heads = items;
    for (const std::string head :
         {"head: eating_aweareness, ", "head: 'plan_content_<row:2>', ", "head: 'plan_day<row>', "}) {
        without_heads.erase(without_heads.find(head), head.size());
    }
    const test::FormInYaml bare = made(", quote: never", without_heads);
    const auto file = read_file(bare.form(), "csv", "001,\"a,b\",\"c\"\"d\ne\",,,,,1\r\n",
                                {.encoding = text::Encoding::utf8});
    ASSERT_EQ(file.kept.size(), 1U) << file.said;
    const auto out = write_file(bare.form(), "csv", file.kept, {.encoding = text::Encoding::utf8});
    EXPECT_EQ(out.bytes, "001,a、b,c”d e,,,,,1\r\n");
    EXPECT_THAT(out.said, HasSubstr("aware"));
    EXPECT_THAT(out.said, HasSubstr("note"));
}

TEST(Refusal, of_what_a_syntax_with_names_cannot_have) {
    EXPECT_THAT(made(", header: ids").refusals(), HasSubstr("M007"));
    EXPECT_THAT(made(", header: names, standard: 7").refusals(), HasSubstr("M007"));
    EXPECT_THAT(made(", interface: PLAN").refusals(), HasSubstr("M007"));
    EXPECT_THAT(made(", header: names, quote: some").refusals(), HasSubstr("M007"));
    EXPECT_THAT(made(", header: names, encoding: [utf-8]").refusals(), HasSubstr("M007"));
    EXPECT_THAT(made(", header: names, quote: never, line_breaks: blank").refusals(), HasSubstr("M007"));
}

std::string edited(const std::string& from, const std::string& to) {
    std::string out = items;
    return out.replace(out.find(from), from.size(), to);
}

TEST(Refusal, of_names_of_columns) {
    const std::string header = ", header: names";
    EXPECT_EQ(made(header).refusals(), "");
    EXPECT_THAT(made(header, edited("plan_day<row>", "plan_day")).refusals(), HasSubstr("M007"));
    EXPECT_THAT(made(header, edited("plan_day<row>", "plan_content_0<row>")).refusals(), HasSubstr("M002"));
    EXPECT_THAT(made(header, edited(", head: 'plan_day<row>'", "")).refusals(), HasSubstr("M008"));
    EXPECT_THAT(made(header, edited("eating_aweareness", "'a,b'")).refusals(), HasSubstr("M007"));
    EXPECT_THAT(made("").refusals(), HasSubstr("M007")); // `head:` says nothing without a line of names
}

} // namespace
} // namespace renkei::header_line_test
