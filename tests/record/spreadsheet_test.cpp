#include "gateway/forms/record/value/spreadsheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::record::spreadsheet_test {
namespace {

using testing::ElementsAre;

bool has_six_digits(std::string_view text) { return text.size() == 6; }

TEST(Spreadsheet, shortens_numbers_of_twelve_digits_and_more) {
    for (const char* text : {"2.02603E+13", "2E+13", "-1.5E+11", "1.2345E+100"}) {
        EXPECT_TRUE(is_shortened_number(text)) << text;
    }
    for (const char* text : {"1.0E+05", "1.5E+10", "2.E+13", "2.02603e+13", "E+13", "22E+13", "1.0E+13個",
                             "1.0E+", "2.02603E13", "", "-", "1.x5E+13"}) {
        EXPECT_FALSE(is_shortened_number(text)) << text;
    }
}

TEST(Spreadsheet, zeros_before_digits_are_found_again) {
    EXPECT_EQ(with_lost_zeros("12345", has_six_digits), "012345");
    EXPECT_EQ(with_lost_zeros("1", has_six_digits), "000001");
    EXPECT_EQ(with_lost_zeros("123456", has_six_digits), "") << "not lost";
    EXPECT_EQ(with_lost_zeros("1234567", has_six_digits), "");
    EXPECT_EQ(with_lost_zeros("12-34", has_six_digits), "");
    EXPECT_EQ(with_lost_zeros("", has_six_digits), "");
}

TEST(Spreadsheet, traces_are_behind_the_other_arguments) {
    EXPECT_THAT(with_traces({"a"}, "123", has_six_digits), ElementsAre("a", "000123"));
    EXPECT_THAT(with_traces({"a"}, "2.02603E+13", has_six_digits), ElementsAre("a", "", "2.02603E+13"));
    EXPECT_THAT(with_traces({"a"}, "x", has_six_digits), ElementsAre("a"));
}

} // namespace
} // namespace renkei::record::spreadsheet_test
