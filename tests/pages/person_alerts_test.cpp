// What must not be missed on the page of a person: what says that there was a death, or a danger.
#include "person_kit.h"
#include <gtest/gtest.h>

namespace renkei::pages::person_alerts_test {
namespace {

TEST(PersonAlerts, a_death_does_not_follow_from_details_alone) {
    std::vector<mhd::SummarySection> with_alert = sections;
    with_alert[level].is_alert = true;
    SummaryEntry place = entry(level, "", "2026-02-20", 0);
    place.question.parts.push_back({.key = "place", .what = "死亡場所", .value = "該当なし"});
    const std::string page = person_page(content({place}), with_alert, "/documents");
    EXPECT_FALSE(has(page, "class=\"alert"));
    EXPECT_TRUE(has(line_in(page), "該当なし"));
}

TEST(PersonAlerts, a_death_is_not_said_to_be_missing_of_everybody) {
    std::vector<mhd::SummarySection> with_alert = sections;
    with_alert[level].is_alert = true;
    EXPECT_TRUE(
        has(person_page(content({}), with_alert, "/documents"), "記載がない区分：バイタルサイン、服薬</p>"));
}

TEST(PersonAlerts, a_death_that_differs_has_its_moment_as_people_write_it) {
    SummaryContent all = content({});
    all.entries.push_back({.line = {.what = "死亡",
                                    .value = "2026-02-20T04:15:00+09:00",
                                    .date = {},
                                    .note = "（新しい文書と異なる）"},
                           .of_person = mhd::PersonStatement::death,
                           .sources = {0}});
    EXPECT_TRUE(has(between(person_page(all, sections, "/documents"), "<li class=\"alert death\">", "</li>"),
                    "<span class=\"d\">2026年2月20日 04:15</span>（新しい文書と異なる）"));
}

TEST(PersonAlerts, shows_a_death_above_all_others) {
    SummaryContent all = content({});
    all.entries.push_back({.line = {.what = "死亡", .value = "2026-02-20", .date = {}},
                           .of_person = mhd::PersonStatement::death,
                           .sources = {0}});
    const std::string page = person_page(all, sections, "/documents");
    const std::string_view alert = between(page, "<ul class=\"alerts\"", "</ul>");
    EXPECT_TRUE(has(alert, "<li class=\"alert death\">")) << page;
    EXPECT_TRUE(
        has(alert, "<p class=\"k\">死亡</p><p class=\"v\"><span class=\"f\"><span class=\"d\">2026年2月20日"))
        << page;
    EXPECT_TRUE(has(alert, "<span class=\"src\"><a class=\"d\" href=\"/documents/new\""))
        << "with its document";
    EXPECT_TRUE(has(between(page, "class=\"who\"", "</section>"), "<span class=\"tag death\">死亡</span>"));
    EXPECT_LT(page.find("</section>"), page.find("class=\"alerts\"")) << "below the person";
    EXPECT_LT(page.find("class=\"alerts\""), page.find("<h2")) << "above all others";
    EXPECT_FALSE(has(page_of({}), "class=\"alert"));
}

TEST(PersonAlerts, shows_a_death_that_no_patient_says_above_all_others) {
    std::vector<mhd::SummarySection> with_alert = sections;
    with_alert[level].is_alert = true;
    SummaryContent all = content({entry(level, "傷病による死亡", "2026-02-20", 1)});
    const std::string page = person_page(all, with_alert, "/documents");
    EXPECT_TRUE(has(
        between(page, "<li class=\"alert death\">", "</li>"),
        "<p class=\"k\">要介護度</p><p class=\"v\"><span class=\"f\"><bdi>傷病による死亡</bdi><span "
        "class=\"src\">"
        "<span class=\"d\">2026年2月20日</span>　<a href=\"/documents/old\"><bdi>入院情報 事業所</bdi></a>"))
        << page;
    EXPECT_TRUE(has(line_in(page), "傷病による死亡")) << "with its day, in its section";
    all.entries.push_back({.line = {.what = "死亡", .value = "2026-02-20", .date = {}},
                           .of_person = mhd::PersonStatement::death,
                           .sources = {0}});
    const std::string said = person_page(all, with_alert, "/documents");
    EXPECT_EQ(said.find("<li class=\"alert"), said.rfind("<li class=\"alert")) << "once";
}

// The page of answers to a section of dangers.
std::string page_of_danger(std::vector<SummaryEntry> entries) {
    std::vector<mhd::SummarySection> all = sections;
    all[level].title = "アレルギー";
    all[level].look = "danger";
    return person_page(content(std::move(entries)), all, "/documents");
}

TEST(PersonAlerts, shows_what_a_section_of_dangers_names_below_the_person_with_day_and_document) {
    SummaryEntry named = entry(level, "重症", "2026-02-06", 0);
    named.line.what = "そば";
    named.question.is_restricted = true;
    const std::string page = page_of_danger({named});
    const std::string_view alert = between(page, "<li class=\"alert danger x\">", "</li>");
    EXPECT_TRUE(has(alert, "アレルギー</p>")) << page;
    EXPECT_TRUE(has(alert, "<bdi>そば</bdi>：<bdi>重症</bdi>")) << alert;
    EXPECT_TRUE(has(alert, "2026年2月6日") && has(alert, "<bdi>退院記録 病院</bdi>")) << alert;
    EXPECT_TRUE(has(page, "<span class=\"tag danger x\">アレルギー</span>"));
    EXPECT_TRUE(has(line_in(page), "重症")) << "in its section, too";
}

TEST(PersonAlerts, makes_no_alert_of_an_answer_that_names_nothing) {
    SummaryEntry none = entry(level, "なし", "2026-02-06", 0);
    none.question.names_nothing = true;
    EXPECT_FALSE(has(page_of_danger({none}), "class=\"alert"));
}

TEST(PersonAlerts, says_in_an_alert_who_says_otherwise) {
    const std::string page =
        page_of_danger({entry(level, "MRSA", "2026-02-06", 0), entry(level, "無", "2026-02-06", 1)});
    const std::string_view alert = between(page, "<li class=\"alert danger\">", "</li>");
    EXPECT_TRUE(has(alert, "食い違い</span> <bdi>無</bdi>（")) << page;
    EXPECT_TRUE(has(alert, "<a href=\"/documents/old\"><bdi>入院情報 事業所</bdi></a>）")) << alert;
}

TEST(PersonAlerts, is_of_what_one_document_of_the_day_says_and_of_what_a_newer_one_does_not_know) {
    const auto nothing = [](std::string date, std::size_t source, bool is_unknown) {
        SummaryEntry out = entry(level, is_unknown ? "不明" : "なし", std::move(date), source);
        out.question.names_nothing = true;
        out.question.is_unknown = is_unknown;
        return out;
    };
    const SummaryEntry said = entry(level, "MRSA", "2026-01-12", 1);
    const std::string of_one_day = page_of_danger({nothing("2026-01-12", 0, false), said});
    const std::string_view alert = between(of_one_day, "<li class=\"alert danger\">", "</li>");
    EXPECT_TRUE(has(alert, "<bdi>MRSA</bdi>") && has(alert, "食い違い</span> <bdi>なし</bdi>（"))
        << of_one_day;
    EXPECT_TRUE(has(page_of_danger({nothing("2026-02-06", 0, true), said}), "<li class=\"alert danger\">"));
    EXPECT_FALSE(has(page_of_danger({nothing("2026-02-06", 0, false), said}), "<li class=\"alert danger\">"))
        << "it is over";
    SummaryEntry ended = said;
    ended.line.date = {.from = "2020-01-01", .to = "2020-02-01"};
    EXPECT_FALSE(has(page_of_danger({ended}), "<li class=\"alert danger\">"));
}

TEST(PersonAlerts, says_that_there_is_more) {
    std::vector<SummaryEntry> many;
    for (int i = 0; i < 60; ++i) {
        many.push_back(entry(level, "そば", "2026-02-06", 0));
        many.back().question.key = std::to_string(i);
    }
    const std::string page = page_of_danger(many);
    EXPECT_TRUE(has(between(page, "<li class=\"alert danger\">", "</li>"), "下の区分を見てください")) << page;
}

} // namespace
} // namespace renkei::pages::person_alerts_test
