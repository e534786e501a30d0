// A death on the page of a person: what says that there was one, and what does not.
#include "person_kit.h"
#include <gtest/gtest.h>

namespace renkei::pages::death_on_page_test {
namespace {

TEST(DeathOnPage, does_not_follow_from_details_alone) {
    std::vector<mhd::SummarySection> with_alert = sections;
    with_alert[level].is_alert = true;
    SummaryEntry place = entry(level, "", "2026-02-20", 0);
    place.question.parts.push_back({.key = "place", .what = "死亡場所", .value = "該当なし"});
    const std::string page = person_page(content({place}), with_alert, "/documents");
    EXPECT_FALSE(has(page, "class=\"alert\""));
    EXPECT_TRUE(has(line_in(page), "該当なし"));
}

TEST(DeathOnPage, is_not_said_to_be_missing_of_everybody) {
    std::vector<mhd::SummarySection> with_alert = sections;
    with_alert[level].is_alert = true;
    EXPECT_TRUE(
        has(person_page(content({}), with_alert, "/documents"), "記載がない区分：バイタルサイン、服薬</p>"));
}

TEST(DeathOnPage, that_differs_has_its_moment_as_people_write_it) {
    SummaryContent all = content({});
    all.entries.push_back({.line = {.what = "死亡",
                                    .value = "2026-02-20T04:15:00+09:00",
                                    .date = {},
                                    .note = "（新しい文書と異なる）"},
                           .of_person = mhd::PersonStatement::death,
                           .sources = {0}});
    EXPECT_TRUE(has(between(person_page(all, sections, "/documents"), "<p class=\"alert\">", "</p>"),
                    "死亡：<span class=\"d\">2026年2月20日 04:15</span>（新しい文書と異なる）"));
}

} // namespace
} // namespace renkei::pages::death_on_page_test
