#include "gateway/network/pages/frame.h"
#include "gateway/network/pages/person_page.h"

#include <gtest/gtest.h>

namespace renkei::pages::person_page_test {
namespace {

using mhd::SummaryContent;
using mhd::SummaryEntry;
using mhd::SummaryNumber;

constexpr std::size_t level = 1; // sections
constexpr std::size_t vital_signs = 2;

const std::vector<mhd::SummarySection> sections{
    {.title = "本人"}, {.title = "要介護度"}, {.title = "バイタルサイン"}, {.title = "服薬"}};

SummaryContent content(std::vector<SummaryEntry> entries) {
    SummaryContent out;
    out.sources = {{.name = "退院記録 病院", .date = "2026-02-06", .document = "new"},
                   {.name = "入院情報 事業所", .date = "2026-01-12", .document = "old"}};
    out.entries = std::move(entries);
    out.entries.insert(out.entries.begin(),
                       {.line = {.what = "氏名", .value = "連携　花子", .date = ""}, .sources = {0}});
    return out;
}

SummaryEntry entry(std::size_t section, std::string value, std::string date, std::size_t source) {
    return {.section = section,
            .line = {.what = "要介護度", .value = value, .date = std::move(date)},
            .question = {.key = "care-level", .value = std::move(value)},
            .sources = {source}};
}

SummaryEntry measured(double value, std::string date, std::size_t source) {
    SummaryEntry out = entry(vital_signs, std::to_string(value), std::move(date), source);
    out.line.what = "体重";
    out.question.key = "weight";
    out.question.number = SummaryNumber{.value = value, .text = std::to_string(value), .unit = "kg"};
    return out;
}

std::string page_of(std::vector<SummaryEntry> entries) {
    return person_page(content(std::move(entries)), sections, "https://gateway/documents");
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
std::string_view between(std::string_view text, std::string_view begin, std::string_view end) {
    const std::size_t from = text.find(begin);
    if (from == std::string_view::npos) {
        return {};
    }
    text.remove_prefix(from);
    return text.substr(0, text.find(end));
}

TEST(PersonPage, shows_the_newest_answer_with_its_day_and_document_and_older_ones_beside_it) {
    const std::string page =
        page_of({entry(level, "要介護2", "2026-01-12", 1), entry(level, "要介護3", "2026-02-06", 0)});
    const std::string_view row = between(page, "<tr role=\"row\"><th role=\"rowheader\"", "</tr>");
    EXPECT_TRUE(has(row, "data-label=\"最新の記載\"><bdi>要介護3</bdi></td>")) << row;
    EXPECT_TRUE(has(row, "2026年2月6日")) << row;
    EXPECT_TRUE(has(row, "href=\"https://gateway/documents/new\">文書1</a>")) << row;
    EXPECT_TRUE(has(between(page, "id=\"documents\"", "</section>"), "<bdi>退院記録 病院</bdi>"));
    const std::string_view others = between(row, "data-label=\"ほかの記載\"", "</td>");
    EXPECT_TRUE(has(others, "<bdi>要介護2</bdi>（<span class=\"d\">2026年1月12日</span>")) << others;
    EXPECT_FALSE(has(page, "食い違い")) << "a change over time is none";
}

TEST(PersonPage, marks_different_answers_of_one_day) {
    const std::string page =
        page_of({entry(level, "要介護3", "2026-01-12", 0), entry(level, "要介護2", "2026-01-12", 1)});
    EXPECT_TRUE(has(page, "食い違い"));
}

TEST(PersonPage, an_answer_without_a_day_has_that_of_its_document) {
    const std::string page =
        page_of({entry(level, "要介護3", "", 0), entry(level, "要介護2", "2026-01-30", 1)});
    const std::string_view row = between(page, "<tr role=\"row\"><th role=\"rowheader\"", "</tr>");
    EXPECT_TRUE(has(row, "data-label=\"最新の記載\"><bdi>要介護3</bdi></td>")) << row;
    EXPECT_TRUE(has(row, "2026年2月6日")) << row;
}

TEST(PersonPage, does_not_repeat_the_same_answer) {
    const std::string page =
        page_of({entry(level, "要介護3", "2026-02-06", 0), entry(level, "要介護3", "2026-01-12", 1)});
    EXPECT_EQ(page.find("要介護3"), page.rfind("要介護3"));
    EXPECT_TRUE(has(between(page, "data-label=\"ほかの記載\"", "</td>"), "同じ"));
}

TEST(PersonPage, writes_days_in_answers_as_people_do) {
    EXPECT_TRUE(has(page_of({entry(level, "2025-12-20", "2026-02-06", 0)}),
                    "<span class=\"d\">2025年12月20日</span>"));
}

TEST(PersonPage, leaves_out_what_only_groups_others) {
    SummaryEntry group = entry(level, "", "2026-02-06", 0);
    group.question.is_group = true;
    EXPECT_TRUE(has(page_of({group}), "読める文書に記載がない区分：要介護度"));
}

TEST(PersonPage, draws_what_was_measured_on_several_days) {
    const std::string page = page_of({measured(50, "2026-02-05", 0), measured(52, "2026-01-05", 1)});
    EXPECT_TRUE(has(page, "<svg ")) << page;
    EXPECT_TRUE(has(between(page, "<figure>", "</figure>"), "体重の値の一覧"));
    EXPECT_FALSE(has(page_of({measured(50, "2026-02-05", 0)}), "<svg "));
    EXPECT_FALSE(has(page_of({measured(50, "2026-02-05", 0), measured(52, "2026-02-05", 1)}), "<svg "));
}

TEST(PersonPage, does_not_draw_different_units_on_one_line) {
    SummaryEntry pounds = measured(110, "2026-01-05", 1);
    pounds.question.number->unit = "lb";
    EXPECT_FALSE(has(page_of({measured(50, "2026-02-05", 0), pounds}), "<svg "));
}

TEST(PersonPage, puts_restricted_answers_on_a_sheet_of_their_own) {
    SummaryEntry restricted = entry(level, "MRSA", "2026-02-06", 0);
    restricted.question.is_restricted = true;
    const std::string page = page_of({restricted});
    const std::size_t sheet = page.find("<section class=\"r\"");
    ASSERT_NE(sheet, std::string::npos);
    EXPECT_GT(page.find("MRSA"), sheet);
    EXPECT_TRUE(has(page.substr(0, sheet), "href=\"#restricted\""));
}

TEST(PersonPage, says_which_sections_no_document_speaks_of_and_that_this_is_not_none) {
    const std::string page = page_of({entry(level, "要介護3", "2026-02-06", 0)});
    EXPECT_TRUE(has(page, "読める文書に記載がない区分：バイタルサイン、服薬"));
    EXPECT_TRUE(has(page, "記載がないことは「なし」を意味しません"));
}

TEST(PersonPage, says_that_documents_were_left_out) {
    SummaryContent some = content({});
    EXPECT_FALSE(has(person_page(some, sections, "/documents"), "一部の文書だけ"));
    some.outcome = "{}";
    EXPECT_TRUE(has(person_page(some, sections, "/documents"), "一部の文書だけ"));
}

TEST(PersonPage, says_at_its_top_that_it_is_not_for_everybody) {
    SummaryContent usual = content({});
    usual.confidentiality = "N";
    SummaryContent restricted = content({});
    restricted.confidentiality = "R";
    EXPECT_FALSE(has(person_page(usual, sections, "/documents"), "取扱注意の内容を含みます"));
    EXPECT_TRUE(has(person_page(restricted, sections, "/documents"), "取扱注意の内容を含みます"));
}

TEST(PersonPage, shows_ticked_boxes_first_and_details_with_their_names) {
    SummaryEntry treatments = entry(level, "", "2026-02-06", 0);
    treatments.question.parts = {{.what = "点滴", .is_ticked = false},
                                 {.what = "自己注射", .is_ticked = true},
                                 {.what = "要介護度：内容", .value = "インスリン"}};
    const std::string page = page_of({treatments});
    const std::string_view answer = between(page, "data-label=\"最新の記載\"", "</td>");
    EXPECT_LT(answer.find("☑ 自己注射"), answer.find("☐ 点滴"));
    EXPECT_TRUE(has(answer, ">内容：</span><bdi>インスリン</bdi>")) << answer;
}

TEST(PersonPage, shows_markup_and_right_to_left_text_as_text) {
    const std::string attack = "<script>alert(1)</script>\xE2\x80\xAE";
    SummaryEntry hostile = entry(level, attack, attack, 0);
    hostile.line.what = attack;
    hostile.question.parts = {{.what = attack, .value = attack}, {.what = attack, .is_ticked = true}};
    SummaryContent all = content({hostile, entry(level, attack, "", 1)});
    all.sources[0].name = attack;
    all.sources[0].document = "\"><script>";
    const std::string page = person_page(all, sections, "/documents");
    EXPECT_FALSE(has(page, "<script"));
    EXPECT_TRUE(has(page, "<bdi>&lt;script&gt;"));
}

TEST(PersonPage, needs_nothing_else_and_may_do_nothing) {
    const std::string page = page_of({entry(level, "要介護3", "2026-02-06", 0)});
    EXPECT_TRUE(has(page, "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "));
    for (const std::string_view part : {"<script", "<img", "<link", "src=", "@import", "url(", " style=\""}) {
        EXPECT_FALSE(has(page, part)) << part;
    }
}

} // namespace
} // namespace renkei::pages::person_page_test
