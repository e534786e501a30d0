#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width.h"
#include "gateway/core/time/era.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>

namespace renkei::time::era_test {
namespace {

struct Written {
    const char* text;
    const char* iso;
};

class WrittenDate : public testing::TestWithParam<Written> {};
TEST_P(WrittenDate, is_understood) {
    EXPECT_EQ(iso_of_written_date(GetParam().text), GetParam().iso) << GetParam().text;
}
TEST_P(WrittenDate, has_letters_of_dates_only) {
    const std::string narrow = text::narrow_ascii(GetParam().text);
    for (std::size_t at = 0; at < narrow.size();) {
        const text::CodePoint point = text::code_point_at(narrow, at);
        EXPECT_TRUE(is_of_written_date(point.value)) << GetParam().text << " at byte " << at;
        at += point.size;
    }
}
TEST(LettersOfWrittenDates, are_few) {
    for (const char32_t letter : U"頃回a:,、日曜人（?") {
        EXPECT_EQ(is_of_written_date(letter), letter == U'日') << static_cast<std::uint32_t>(letter);
    }
}
INSTANTIATE_TEST_SUITE_P(
    Era, WrittenDate,
    testing::Values(Written{"令和6年5月3日", "2024-05-03"}, Written{"令和６年５月３日", "2024-05-03"},
                    Written{"R6.5.3", "2024-05-03"}, Written{"Ｒ６．５．３", "2024-05-03"},
                    Written{"r06/05/03", "2024-05-03"}, Written{"昭和十二年", "1937"},
                    Written{"昭和十二年十一月三十日", "1937-11-30"},
                    Written{"昭和一二年一月二日", "1937-01-02"}, Written{"S12/1/2", "1937-01-02"},
                    Written{"Ｓ１２／１／２", "1937-01-02"}, Written{"昭12.1.2", "1937-01-02"},
                    Written{"平成31年4月30日", "2019-04-30"}, Written{"平成元年", "1989"},
                    Written{"令和元年5月1日", "2019-05-01"}, Written{"㍻元年1月8日", "1989-01-08"},
                    Written{"令和 6年 5月 3日", "2024-05-03"}, Written{"令和6年5月", "2024-05"},
                    Written{"R6.5", "2024-05"}, Written{"H2", "1990"},
                    Written{"大正元年7月30日", "1912-07-30"}, Written{"明治45年7月30日", "1912-07-30"},
                    Written{"T15.12.25", "1926-12-25"}, Written{"昭和元年12月25日", "1926-12-25"},
                    Written{"明治6年1月1日", "1873-01-01"}, Written{"昭和二十年八月", "1945-08"},
                    Written{"2024/5/3", "2024-05-03"}, Written{"2024年5月3日", "2024-05-03"},
                    Written{"2024-05-03", "2024-05-03"}, Written{"２０２４．５", "2024-05"},
                    Written{"2024年", "2024"}, Written{"昭和64年1月7日", "1989-01-07"},
                    Written{"S3.2.29", "1928-02-29"}));

class NoDate : public testing::TestWithParam<const char*> {};
TEST_P(NoDate, has_no_value) { EXPECT_EQ(iso_of_written_date(GetParam()), std::nullopt) << GetParam(); }
INSTANTIATE_TEST_SUITE_P(Era, NoDate,
                         testing::Values("", "昭和12年頃", "昭和12年1月頃", "不詳", "昭和12年不詳", "令和",
                                         "R", "令和0年5月1日", "平成31年5月1日", "平成31年5月",
                                         "令和元年4月30日", "令和元年4月", "昭和64年1月8日", "昭和64年2月",
                                         "平成元年1月7日", "昭和65年", "平成32年", "大正元年7月29日",
                                         "明治5年12月3日", "明治5年", "令和6年13月1日", "令和6年2月30日",
                                         "令和6年0月1日", "令和6年5月0日", "R6.5.3.", "R6.5/3", "R6..3",
                                         "R6年5.3", "R1 2.3", "X6.5.3", "20240503", "2024", "24/5/3",
                                         "2024/2/30", "令和6年5月3日生", "昭和十十年", "昭和一二三年",
                                         "2024/5/3 10:00", "令和和6年", "平和6年"));

TEST(Era, prints_dates_in_their_era) {
    EXPECT_EQ(era_of_iso("2024-05-03"), "令和6年5月3日");
    EXPECT_EQ(era_of_iso("2019-05-01"), "令和元年5月1日");
    EXPECT_EQ(era_of_iso("2019-04-30"), "平成31年4月30日");
    EXPECT_EQ(era_of_iso("1989-01-07"), "昭和64年1月7日");
    EXPECT_EQ(era_of_iso("1989-01-08"), "平成元年1月8日");
    EXPECT_EQ(era_of_iso("1926-12-25"), "昭和元年12月25日");
    EXPECT_EQ(era_of_iso("1912-07-29"), "明治45年7月29日");
    EXPECT_EQ(era_of_iso("1873-01-01"), "明治6年1月1日");
}

TEST(Era, prints_partial_dates_in_the_era_of_their_end) {
    EXPECT_EQ(era_of_iso("2019"), "令和元年");
    EXPECT_EQ(era_of_iso("2019-04"), "平成31年4月");
    EXPECT_EQ(era_of_iso("1989-01"), "平成元年1月");
}

TEST(Era, prints_nothing_for_what_is_no_date_or_too_old) {
    for (const char* text : {"", "1872-12-31", "1872", "2024-02-30", "2024-5-3", "2024-00", "2024-05-00",
                             "20240503", "2024-05-0x"}) {
        EXPECT_EQ(era_of_iso(text), std::nullopt) << text;
    }
}

TEST(Era, distinguishes_a_date_that_the_calendar_does_not_have_from_other_text) {
    for (const std::string_view missing :
         {"2026-02-32", "2026-02-29", "2026/02/30", "20260230", "2026-13", "202613", "2026-00-01",
          "2026-02-32T10:00:00+09:00", "20260230101500"}) {
        EXPECT_TRUE(is_not_in_calendar(missing)) << missing;
    }
    for (const std::string_view other :
         {"2026-02-28", "2026/02/28", "20260228", "2026-02", "2026", "2026-2-32", "2026-02/32", "2026-02-32x",
          "2026-02-321", "2026-02-", "99999", "S17.2.30", "soon", ""}) {
        EXPECT_FALSE(is_not_in_calendar(other)) << other;
    }
}

RC_GTEST_PROP(EraLaw, every_day_since_1873_comes_back_from_its_era, ()) {
    using namespace std::chrono;
    const year_month_day date{sys_days{year{1873} / 1 / 1} + days{*rc::gen::inRange(0, 365 * 250)}};
    char iso[16];
    std::snprintf(iso, sizeof iso, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    const auto era = era_of_iso(iso);
    RC_ASSERT(era.has_value());
    RC_ASSERT(iso_of_written_date(*era) == std::optional<std::string>(iso));
}

} // namespace
} // namespace renkei::time::era_test
