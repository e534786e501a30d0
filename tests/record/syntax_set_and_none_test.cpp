// Columns that are never empty (9999: no time), and columns of one flag for each code of a list, in CSV files
// whose documents are one line or many.
#include "tests/form/form_in_yaml.h"
#include "tests/record/read_and_write.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::syntax_set_and_none_test {
namespace {

using test::read_file;
using test::write_file;
using testing::ElementsAre;

const std::string days = "days: {rows: [[\"1\", 1日], [\"2\", 2日], [\"3\", 3日]]}\n";

// One line is a service on one day.
const form::Form& services() {
    static const test::FormInYaml made({
        .items = R"(groups:
  line: {level: [line.day]}
  blank: {kind: blank, name: 空欄}
items:
  person: {col: 1, name: 被保険者番号, type: token(digits3), card: 1}
  month: {col: 2, name: 対象年月, type: month, none: "000000"}
  line.day: {col: 3, name: 利用日, type: date, card: 1}
  line.flags: {col: 4, name: 日割対象日, type: codes(days)}
  line.start: {col: 5, name: 開始時刻, type: time, none: "9999"}
)",
        .syntax = "csv: {kind: nested, encoding: utf-8, columns: 5, levels: [line]}",
        .head = "version_item: person\n",
        .codes = days,
    });
    return made.form();
}

const std::string two_lines = "001,202602,20260201,,0900\r\n"
                              "001,202602,20260202,101,9999\r\n";

TEST(None, is_the_text_of_a_column_without_a_value) {
    const auto file = read_file(services(), "csv", two_lines);
    EXPECT_EQ(file.said, "");
    EXPECT_THAT(file.records, ElementsAre("person = 001\nmonth = 2026-02\n"
                                          "line[0].day = 2026-02-01\nline[0].start = 09:00\n"
                                          "line[1].day = 2026-02-02\n"
                                          "line[1].flags[0] = 1\nline[1].flags[1] = 3\n"));
}

TEST(None, is_written_where_there_is_no_value) {
    for (const std::string& bytes : {two_lines, std::string("001,000000,20260201,,9999\r\n")}) {
        const auto out = write_file(services(), "csv", read_file(services(), "csv", bytes).kept);
        EXPECT_EQ(out.bytes, bytes);
        EXPECT_EQ(out.said, "");
    }
}

TEST(None, is_missed_in_an_empty_column) {
    const std::string bytes = "001,,20260201,,\r\n";
    const auto file = read_file(services(), "csv", bytes);
    EXPECT_EQ(file.said, "S065 month [000000] | S065 line.start [9999]");
    EXPECT_EQ(file.errors, 2U);
    const auto lenient = read_file(services(), "csv", bytes, test::leniently());
    EXPECT_EQ(lenient.errors, 0U);
    EXPECT_EQ(write_file(services(), "csv", lenient.kept).bytes, "001,000000,20260201,,9999\r\n");
}

TEST(SetOfCodes, has_a_flag_for_each_code_of_the_list) {
    EXPECT_EQ(read_file(services(), "csv", "001,202602,20260201,11,9999\r\n").said, "S026 [4] [3] [2] [011]");
    EXPECT_EQ(read_file(services(), "csv", "001,202602,20260201,1x0,9999\r\n").said, "S027 [4] [1x0]");
}

TEST(SetOfCodes, without_a_flag_is_not_the_same_as_an_empty_column) {
    const std::string bytes = "001,202602,20260201,,9999\r\n001,202602,20260202,000,9999\r\n";
    const auto file = read_file(services(), "csv", bytes);
    EXPECT_EQ(file.said, "");
    EXPECT_EQ(write_file(services(), "csv", file.kept).bytes, bytes);
}

// One line is a document.
TEST(SetOfCodes, stands_in_a_column_of_a_wide_file_too) {
    const test::FormInYaml made({
        .items = "items:\n  person: {col: 1, name: 番号, type: token(digits3), card: 1}\n"
                 "  flags: {col: 2, name: 日, type: codes(days)}\n",
        .syntax = "csv: {kind: wide, encoding: utf-8, columns: 2}",
        .head = "version_item: person\n",
        .codes = days,
    });
    const std::string bytes = "001,011\r\n002,\r\n";
    const auto file = read_file(made.form(), "csv", bytes);
    EXPECT_THAT(file.records, ElementsAre("person = 001\nflags[0] = 2\nflags[1] = 3\n", "person = 002\n"));
    EXPECT_EQ(write_file(made.form(), "csv", file.kept).bytes, bytes);
}

} // namespace
} // namespace renkei::syntax_set_and_none_test
