// Where the columns of a record are shifted.
#include "gateway/forms/record/recognise/recognise.h"

#include "tests/form/form_in_yaml.h"
#include "tests/record/known_forms.h"
#include "tests/record/read_and_write.h"
#include "tests/support/cp932.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::width_finding_test {
namespace {

using testing::HasSubstr;
using testing::Not;

const form::Form& form() {
    static const test::FormInYaml made({
        .items = R"(items:
  version: {col: 1, name: 版, type: text(6), card: 1}
  name: {col: 2, name: 氏名, type: text(6)}
  place: {col: 3, name: 場所, type: text(20)}
  born: {col: 4, name: 生年月日, type: date}
  sex: {col: 5, name: 性別, type: code(sex)}
  zip: {col: 6, name: 郵便番号, type: text(8), pattern: '[0-9]{3}-[0-9]{4}'}
  day: {col: 7, name: 記入日, type: date, card: 1}
  note: {col: 8, name: 備考, type: text, ext: true}
  more: {col: 9, name: 補足, type: text, ext: true}
)",
        .syntax = "csv: {kind: wide, encoding: cp932, columns: 9, standard: 7}",
        .head = "version_item: version\n",
        .codes = "sex:\n  rows:\n    - [\"1\", 男]\n    - [\"2\", 女]\n",
    });
    return made.form();
}

std::string said(const std::string& line) {
    return test::read_file(form(), "csv", test::cp932(line + "\r\n"), {}).said;
}

TEST(WidthFinding, both_right_numbers_are_named) {
    EXPECT_EQ(said("1,花子,,,"), "S020 [5] [9] [7] [1]") << "columns at the end are missing";
    EXPECT_EQ(said("1,花子,,,,,20260101,,,x"), "S022 [10] [9] [7] [1]") << "one at the end is too many";
}

TEST(WidthFinding, missing_column_is_found_by_the_values_behind_it) {
    EXPECT_EQ(said("1,花子,町,1,123-4567,20260101,備考,補足"), "S020 [8] [9] [7] [1] [1] [4] [生年月日]");
    EXPECT_EQ(said("1,花子,町,19400501,123-4567,20260101,備考,補足"), "S020 [8] [9] [7] [1] [1] [5] [性別]");
}

TEST(WidthFinding, surplus_column_is_found_by_the_values_behind_it) {
    EXPECT_EQ(said("1,花子,町,丁目,19400501,1,123-4567,20260101,備考,補足"),
              "S022 [10] [9] [7] [1] [1] [1–4] [版–生年月日]")
        << "the comma stood in one of the texts before";
}

TEST(WidthFinding, one_value_that_contradicts_its_column_proves_nothing) {
    EXPECT_EQ(said("1,花子,町,20260101"), "S020 [4] [9] [7] [1]");
}

TEST(WidthFinding, short_form_has_its_own_shift) {
    EXPECT_EQ(said("1,花子,町,1,123-4567,20260101"), "S020 [6] [9] [7] [1] [1] [4] [生年月日]");
}

// The form has no form type: its number of columns is all that says what it is.
TEST(WidthFinding, record_of_nearly_the_columns_of_a_form_is_known_as_that) {
    const std::vector<const form::Form*> forms{&form()};
    const auto said = [&](const std::string& line) {
        diag::Report report;
        EXPECT_EQ(record::recognise(test::cp932(line + "\r\n"), forms, {}, {}, report).content,
                  record::FileContent::unknown);
        return test::said(report);
    };
    EXPECT_EQ(said("1,花子,町,1,123-4567,20260101,備考,補足"),
              "S042 [8] [9] [7] [1] [1] [4] [生年月日] [form (試験)]");
    EXPECT_EQ(said("1,花子,町,丁目,19400501,1,123-4567,20260101,備考,補足"),
              "S042 [10] [9] [7] [1] [1] [1–4] [版–生年月日] [form (試験)]");
    EXPECT_EQ(said("1,花子,町,a,b,c,d,e"), "S042 [8] [1, 花子, 町]") << "another file";
}

TEST(WidthFinding, places_are_looked_for_in_the_first_records_only) {
    const std::string shifted = "1,花子,町,1,123-4567,20260101,備考,補足\r\n";
    std::string file;
    for (int i = 0; i < 101; ++i) {
        file += shifted;
    }
    const std::string all = test::read_file(form(), "csv", test::cp932(file), {}).said;
    EXPECT_TRUE(all.ends_with("[生年月日] | S020 [8] [9] [7] [1]")) << all.substr(all.size() - 80);
    EXPECT_THAT(all, HasSubstr("[生年月日] | S020 [8] [9] [7] [1] [1] [4] [生年月日]"));
}

// The right number of columns, because what is missing in one place is too much in another.
TEST(WidthFinding, values_that_are_shifted_in_a_record_of_the_right_width_are_said_to_be) {
    EXPECT_THAT(said("1,花子,町,1,123-4567,20260101,備考,補足,"),
                HasSubstr("S029 [1] [4] [生年月日] [9] | S006"))
        << "a column is missing, one stands at the end";
    EXPECT_THAT(said("1,花子,町,丁目,19400501,1,123-4567,20260101,補足"),
                HasSubstr("S029 [1] [1–4] [版–生年月日] [7] | S006"))
        << "a comma in a text, and one column is left out behind";
}

TEST(WidthFinding, wrong_values_that_stand_in_their_columns_are_not_called_shifted) {
    EXPECT_THAT(said("1,花子,町,1940-05-01,3,1234567,x,備考,補足"), Not(HasSubstr("S029")));
    EXPECT_THAT(said("1,花子,町,x,,,20260101,備考,補足"), Not(HasSubstr("S029")));
    EXPECT_EQ(said("1,花子,町,19400501,1,123-4567,20260101,備考,補足"), "");
}

} // namespace
} // namespace renkei::width_finding_test
