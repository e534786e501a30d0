#include "gateway/core/time/date_time.h"
#include "gateway/core/time/instant.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace renkei::time::instant_test {
namespace {

constexpr base::Millis moment = 784'111'777'004; // 1994-11-06T08:49:37.004Z

TEST(Instants, are_written_in_utc) {
    EXPECT_EQ(instant(moment), "1994-11-06T08:49:37.004Z");
    EXPECT_EQ(instant(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(instant(-1), "1969-12-31T23:59:59.999Z");
    EXPECT_EQ(instant_of_second(moment), "1994-11-06T08:49:37Z");
    EXPECT_EQ(day(moment), "1994-11-06");
}

TEST(Instants, are_written_in_japans_zone) {
    EXPECT_EQ(second_in_japan(moment), "1994-11-06T17:49:37+09:00");
    EXPECT_EQ(second_in_japan(moment + 8 * 3'600'000), "1994-11-07T01:49:37+09:00");
}

TEST(Http_dates, are_written_and_read) {
    EXPECT_EQ(http_date(moment), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), moment - 4);
    EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT"), 0);
    EXPECT_EQ(parse_http_date("Thu, 29 Feb 2024 23:59:59 GMT"), 1'709'251'199'000);
}

TEST(Http_dates, of_another_form_are_none) {
    for (const std::string_view text :
         {"", "120", "Sun", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
          "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
          "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
          "Sun, 06 Nov 1994 08:49:37 GMT ", "Sun, 06 Nov 1994 08x49:37 GMT",
          "Sun, 06  Nov 1994 8:49:37 GMT"}) {
        EXPECT_FALSE(parse_http_date(text)) << text;
    }
}

TEST(Date_times, know_their_moment) {
    EXPECT_EQ(parse_instant("1994-11-06T08:49:37.004Z"), moment);
    EXPECT_EQ(parse_instant("1994-11-06T17:49:37.00499+09:00"), moment);
    EXPECT_EQ(parse_instant("1994-11-06T03:19:37-05:30"), moment - 4);
    EXPECT_FALSE(parse_instant("1994-11-06T08:49Z"));
    EXPECT_FALSE(parse_instant("1994-11-06T08:49:37"));
    EXPECT_FALSE(parse_instant("1994-11-06"));
}

TEST(Date_times, of_searches_may_leave_out_seconds_and_zone) {
    const auto bare = parse_date_time("1994-11-06T08:49");
    ASSERT_TRUE(bare);
    EXPECT_FALSE(bare->zone);
    EXPECT_EQ(bare->at(japan_offset), moment - 37'004 - 9 * 3'600'000);
    for (const std::string_view text :
         {"1994-11T08:49", "1994-11-06T8:49", "1994-11-06T08:49:", "1994-11-06T08", "1994-11-06T08:49+9",
          "1994-11-06T08:49+14:01", "1994-11-06 08:49"}) {
        EXPECT_FALSE(parse_date_time(text)) << text;
    }
}

TEST(Ages, grow_on_the_birthday) {
    EXPECT_EQ(full_years("1960-03-02", "2020-03-01"), 59);
    EXPECT_EQ(full_years("1960-03-02", "2020-03-02T10:00:00+09:00"), 60);
    EXPECT_EQ(full_years("1960-02-29", "2021-02-28"), 60);
    EXPECT_EQ(full_years("1960-02-29", "2021-03-01"), 61);
    EXPECT_EQ(full_years("1960-02-29", "2024-02-28"), 63);
    EXPECT_EQ(full_years("1960-02-29", "2024-02-29"), 64);
    EXPECT_FALSE(full_years("", ""));
    EXPECT_FALSE(full_years("1960-02", "2021-03-01"));
    EXPECT_FALSE(full_years("1960-02-29", "2021"));
    EXPECT_FALSE(full_years("1960-02-30", "2021-03-01"));
}

RC_GTEST_PROP(Any_moment, is_read_as_it_was_written, ()) {
    const auto at = *rc::gen::inRange<base::Millis>(-62'135'596'800'000, 253'402'300'800'000);
    RC_ASSERT(parse_instant(instant(at)) == at);
    RC_ASSERT(parse_date(day(at)).has_value());
    const auto second = at - ((at % 1000) + 1000) % 1000;
    RC_ASSERT(parse_http_date(http_date(at)) == second);
    RC_ASSERT(parse_instant(instant_of_second(at)) == second);
}

RC_GTEST_PROP(Any_date, is_read_as_it_was_written, ()) {
    const Date date{.year = *rc::gen::inRange<std::int16_t>(1, 10'000),
                    .month = *rc::gen::inRange<std::uint8_t>(0, 13),
                    .day = *rc::gen::inRange<std::uint8_t>(0, 32)};
    RC_ASSERT((parse_date(date.text()) == date) == (date.exists() && (date.month != 0 || date.day == 0)));
}

} // namespace
} // namespace renkei::time::instant_test
