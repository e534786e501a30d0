#include "gateway/core/time/date_time.h"

#include <gtest/gtest.h>

namespace renkei::time::date_time_test {
namespace {

TEST(Dates, a_date_is_a_year_a_month_or_a_day_that_exists) {
    for (const char* text :
         {"2024", "0001", "9999", "2024-01", "2024-12", "2024-02-29", "2000-02-29", "1926-12-25"}) {
        EXPECT_TRUE(is_date(text)) << text;
        EXPECT_TRUE(is_date_time(text)) << text;
    }
    for (const char* text :
         {"",           "24",          "0000",       "2024-",      "2024-00",    "2024-13",    "2024-1",
          "2024-02-30", "2023-02-29",  "1900-02-29", "2024-04-31", "2024-01-00", "2024-01-32", "2024/01/01",
          "20240101",   "2024-01-01 ", "２０２４",   "-2024",      "0000-01-01", "2024-01-01T"}) {
        EXPECT_FALSE(is_date(text)) << text;
        EXPECT_FALSE(is_date_time(text)) << text;
    }
}

TEST(Dates, only_a_day_is_a_full_date) {
    EXPECT_TRUE(is_full_date("2024-02-29"));
    EXPECT_FALSE(is_full_date("2024-02"));
    EXPECT_FALSE(is_full_date("2023-02-29"));
}

TEST(Dates, a_time_has_seconds) {
    for (const char* text : {"00:00:00", "23:59:59", "23:59:60", "12:30:00.5", "12:30:00.123456789012"}) {
        EXPECT_TRUE(is_time(text)) << text;
    }
    for (const char* text : {"", "12:30", "24:00:00", "12:60:00", "12:30:61", "12:30:00.", "12:30:00.5x",
                             "1:30:00", "12:30:00Z", "12-30-00"}) {
        EXPECT_FALSE(is_time(text)) << text;
    }
}

TEST(Dates, a_moment_has_a_zone) {
    for (const char* text : {"2024-06-01T09:00:00+09:00", "2024-06-01T09:00:00.250Z",
                             "2024-06-01T09:00:00-14:00", "2016-12-31T23:59:60Z"}) {
        EXPECT_TRUE(is_instant(text)) << text;
        EXPECT_TRUE(is_date_time(text)) << text;
    }
    for (const char* text : {"2024-06-01T09:00:00", "2024-06-01T09:00+09:00", "2024-06-01T09:00:00+14:01",
                             "2024-06-01T09:00:00+9:00", "2024-06-01T09:00:00+09:60", "2024-06-01 09:00:00Z",
                             "2024-06-31T09:00:00Z", "2024-06T09:00:00Z", "2024-06-01T24:00:00Z",
                             "2024-06-01T09:00:00z", "2024-06-01TZ"}) {
        EXPECT_FALSE(is_instant(text)) << text;
        EXPECT_FALSE(is_date_time(text)) << text;
    }
    EXPECT_FALSE(is_instant("2024-06-01"));
}

TEST(Dates, the_next_day_knows_months_and_leap_years) {
    EXPECT_EQ(next_day("2024-02-28"), "2024-02-29");
    EXPECT_EQ(next_day("2023-02-28"), "2023-03-01");
    EXPECT_EQ(next_day("1999-12-31"), "2000-01-01");
    EXPECT_EQ(next_day("0099-12-31"), "0100-01-01");
    EXPECT_EQ(next_day("9999-12-31"), std::nullopt);
    EXPECT_EQ(next_day("2024-02"), std::nullopt);
}

TEST(Dates, every_moment_converts_to_japans_zone) {
    EXPECT_EQ(in_japan("2024-06-01T09:00:00+09:00"), "2024-06-01T09:00:00+09:00");
    EXPECT_EQ(in_japan("2024-06-01T00:00:00Z"), "2024-06-01T09:00:00+09:00");
    EXPECT_EQ(in_japan("2024-02-28T20:15:30.250Z"), "2024-02-29T05:15:30.250+09:00");
    EXPECT_EQ(in_japan("2024-01-01T00:30:00+10:30"), "2023-12-31T23:00:00+09:00");
    EXPECT_EQ(in_japan("2024-06-01T09:00:00-14:00"), "2024-06-02T08:00:00+09:00");
    EXPECT_EQ(in_japan("2024-06"), "2024-06");
}

TEST(Dates, what_is_no_moment_stays_nothing_in_japan) {
    EXPECT_EQ(in_japan("2024-06-01T09:00:00"), std::nullopt);
    EXPECT_EQ(in_japan("9999-12-31T23:00:00Z"), std::nullopt);
    EXPECT_EQ(in_japan("0001-01-01T01:00:00+14:00"), std::nullopt);
}

} // namespace
} // namespace renkei::time::date_time_test
