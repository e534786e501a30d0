#include "gateway/forms/mapping/codec/codec_list.h"
#include "gateway/forms/mapping/plan/narrative_text.h"

#include <gtest/gtest.h>

#include <string>

namespace renkei::mapping::encode_test {
namespace {

struct NameCase {
    std::string_view text;
    std::string_view family;
    std::string_view given;
};
constexpr NameCase names[] = {
    {"連携 花子", "連携", "花子"},
    {"介護　太郎", "介護", "太郎"},
    {"試験次郎", "", ""},
    {"試験 次 郎", "", ""},
    {" 花子", "", ""},
    {"連携 ", "", ""},
    {"連携  花子", "", ""},
    {"", "", ""},
    {"　", "", ""},
    {"A B", "A", "B"},
};

TEST(NameParts, are_there_only_when_there_are_exactly_two) {
    for (const NameCase& each : names) {
        EXPECT_EQ(name_parts(each.text).family, each.family) << each.text;
        EXPECT_EQ(name_parts(each.text).given, each.given) << each.text;
    }
}

struct SpanCase {
    std::string_view date;
    std::string_view start;
    std::string_view end;
    std::string_view end_date;
};
constexpr SpanCase spans[] = {
    {"2024-05-03", "09:00", "10:00", "2024-05-03"}, {"2024-05-03", "09:00", "09:00", "2024-05-03"},
    {"2024-05-03", "23:30", "00:15", "2024-05-04"}, {"2024-02-28", "23:00", "01:00", "2024-02-29"},
    {"2023-12-31", "23:00", "01:00", "2024-01-01"}, {"2024-05-03", "", "01:00", "2024-05-03"},
};

TEST(EndDate, is_the_next_day_when_the_end_is_before_the_start) {
    for (const SpanCase& each : spans) {
        EXPECT_EQ(end_date(each.date, each.start, each.end), each.end_date)
            << each.date << " " << each.start << " " << each.end;
    }
}

struct NearCase {
    std::string_view start;
    std::string_view end;
    std::string_view time;
    std::string_view date;
};
constexpr NearCase moments[] = {
    {"09:00", "10:00", "09:30", "2024-05-03"}, {"09:00", "10:00", "08:55", "2024-05-03"},
    {"23:30", "00:15", "23:40", "2024-05-03"}, {"23:30", "00:15", "00:05", "2024-05-04"},
    {"23:30", "00:15", "00:20", "2024-05-04"}, {"23:30", "00:15", "23:25", "2024-05-03"},
    {"23:00", "23:50", "00:05", "2024-05-04"}, {"23:50", "", "00:05", "2024-05-04"},
    {"", "00:15", "00:05", "2024-05-03"},      {"23:30", "00:15", "", "2024-05-03"},
};

TEST(DateNear, is_the_next_day_when_a_time_before_the_start_is_nearer_to_the_span_there) {
    for (const NearCase& each : moments) {
        EXPECT_EQ(date_near("2024-05-03", each.start, each.end, each.time), each.date)
            << each.start << " " << each.end << " " << each.time;
    }
}

std::string shown(std::string_view text) {
    base::Buffer out;
    append_narrative_text(out, text);
    return std::string(out.view());
}

TEST(ShownText, is_xhtml_inside_a_json_string) {
    EXPECT_EQ(shown("<b>&\"\\"), "&lt;b&gt;&amp;\\\"\\\\");
    EXPECT_EQ(shown("一行目\n二行目"), "一行目<br/>二行目");
    EXPECT_EQ(shown("a\tb"), "a\\tb");
    EXPECT_EQ(shown("連携 花子𠮷"), "連携 花子𠮷");
    EXPECT_EQ(shown(""), "");
}

TEST(ShownText, leaves_out_what_xhtml_cannot_hold) {
    EXPECT_EQ(shown("a\x01\x1f"
                    "b"),
              "ab");
}

} // namespace
} // namespace renkei::mapping::encode_test
