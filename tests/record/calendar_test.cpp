#include "gateway/forms/record/value/calendar.h"

#include <gtest/gtest.h>

namespace renkei::record::calendar_test {
namespace {

form::Item item_of(form::ItemType type, std::uint16_t flags = 0) {
    form::Item out{};
    out.type = type;
    out.flags = flags;
    return out;
}

TEST(Calendar, knows_real_days) {
    const form::Item date = item_of(form::ItemType::date);
    EXPECT_TRUE(is_on_calendar(date, "2024-02-29"));
    EXPECT_FALSE(is_on_calendar(date, "2026-02-29"));
    EXPECT_FALSE(is_on_calendar(date, "2026-04-31"));
    EXPECT_FALSE(is_on_calendar(date, "2026-13-01"));
    EXPECT_FALSE(is_on_calendar(date, "20260101"));
    EXPECT_FALSE(is_on_calendar(date, "2026-05"));
}

TEST(Calendar, lets_a_partial_date_stop_early) {
    const form::Item date = item_of(form::ItemType::date, form::partial);
    EXPECT_TRUE(is_on_calendar(date, "2026"));
    EXPECT_TRUE(is_on_calendar(date, "2026-05"));
    EXPECT_FALSE(is_on_calendar(date, "2026-00"));
}

TEST(Calendar, knows_months_and_times) {
    EXPECT_TRUE(is_on_calendar(item_of(form::ItemType::month), "2026-12"));
    EXPECT_FALSE(is_on_calendar(item_of(form::ItemType::month), "2026-12-01"));
    EXPECT_TRUE(is_on_calendar(item_of(form::ItemType::time), "23:59"));
    EXPECT_FALSE(is_on_calendar(item_of(form::ItemType::time), "24:00"));
    EXPECT_FALSE(is_on_calendar(item_of(form::ItemType::time), "12:60"));
    EXPECT_FALSE(is_on_calendar(item_of(form::ItemType::time), "-1:00"));
}

TEST(Calendar, knows_moments_of_japan) {
    const form::Item moment = item_of(form::ItemType::datetime);
    EXPECT_TRUE(is_on_calendar(moment, "2026-01-13T10:15:00+09:00"));
    EXPECT_TRUE(is_on_calendar(moment, "2026-01-13T10:15:00.125+09:00"));
    EXPECT_FALSE(is_on_calendar(moment, "2026-02-29T10:15:00+09:00"));
    EXPECT_FALSE(is_on_calendar(moment, "2026-01-13T25:15:00+09:00"));
    EXPECT_FALSE(is_on_calendar(moment, "2026-01-13T10:15:00Z"));
    EXPECT_FALSE(is_on_calendar(moment, "2026-01-13"));
}

TEST(Calendar, lets_a_partial_moment_be_a_date) {
    const form::Item moment = item_of(form::ItemType::datetime, form::partial);
    EXPECT_TRUE(is_on_calendar(moment, "2026-01-13T10:15:00+09:00"));
    EXPECT_TRUE(is_on_calendar(moment, "2026-01-13"));
    EXPECT_TRUE(is_on_calendar(moment, "2026-01"));
    EXPECT_FALSE(is_on_calendar(moment, "2026-02-30"));
    EXPECT_FALSE(is_on_calendar(moment, "2026-01-13T10:15"));
}

TEST(Calendar, compares_as_far_as_both_dates_go) {
    EXPECT_TRUE(is_later("2026-05-04", "2026-05-03"));
    EXPECT_FALSE(is_later("2026-05-03", "2026-05-03"));
    EXPECT_FALSE(is_later("2026-05", "2026-05-03"));
    EXPECT_FALSE(is_later("2026-05-03", "2026-05"));
    EXPECT_TRUE(is_later("2026-06", "2026-05-03"));
    EXPECT_FALSE(is_later("2026-05-03", "2026-05-03T00:00:00+09:00"));
}

} // namespace
} // namespace renkei::record::calendar_test
