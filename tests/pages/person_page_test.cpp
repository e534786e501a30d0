#include "person_kit.h"
#include <gtest/gtest.h>

namespace renkei::pages::person_page_test {
namespace {

TEST(PersonPage, shows_the_newest_answer_with_its_day_and_document_and_older_ones_beside_it) {
    const std::string page =
        page_of({entry(level, "要介護2", "2026-01-12", 1), entry(level, "要介護3", "2026-02-06", 0)});
    const std::string_view row = line_in(page);
    EXPECT_TRUE(has(newest_in(page), "<bdi>要介護3</bdi></span>")) << row;
    EXPECT_TRUE(has(row, "2026年2月6日")) << row;
    EXPECT_TRUE(has(row, "href=\"https://gateway/documents/new\" aria-describedby=\"document1\">文書1</a>"))
        << row;
    EXPECT_TRUE(has(between(page, "id=\"documents\"", "</section>"),
                    "<span id=\"document1\"><bdi>退院記録 病院</bdi></span>"));
    EXPECT_TRUE(
        has(others_in(page), "以前の記載：<bdi>要介護2</bdi>（<span class=\"d\">2026年1月12日</span>"))
        << row;
    EXPECT_FALSE(has(page, "食い違い")) << "a change over time is none";
}

TEST(PersonPage, marks_different_answers_of_one_day) {
    const std::string page =
        page_of({entry(level, "要介護3", "2026-01-12", 0), entry(level, "要介護2", "2026-01-12", 1)});
    EXPECT_TRUE(has(others_in(page),
                    "食い違い</span> <bdi>要介護2</bdi>（<span class=\"d\">2026年1月12日</span>　<a "
                    "href=\"https://gateway/documents/old\"><bdi>入院情報 事業所</bdi></a>）"))
        << "who says it: " << page;
}

mhd::SummaryPart detail(std::string key, std::string value) {
    return {.key = std::move(key), .what = "内容", .value = std::move(value)};
}

// The page of two answers of one day, each with this detail.
std::string beside(const std::string& newest, mhd::SummaryPart of_newest, const std::string& other,
                   mhd::SummaryPart of_other) {
    SummaryEntry one = entry(level, newest, "2026-01-12", 0);
    SummaryEntry two = entry(level, other, "2026-01-12", 1);
    one.question.parts.push_back(std::move(of_newest));
    two.question.parts.push_back(std::move(of_other));
    return page_of({one, two});
}

TEST(PersonPage, the_same_answer_with_another_day_is_no_contradiction) {
    const std::string page = beside("要介護3", detail("certified", "2025-10-01"), "要介護3",
                                    detail("certified", "2025-10-02T00:00:00+09:00"));
    EXPECT_FALSE(has(page, "食い違い"));
    EXPECT_TRUE(has(between(others_in(page), "<details>", "</details>"), "2025年10月2日"))
        << "it is not left out";
    EXPECT_FALSE(has(others_in(page), "以前の記載：")) << "it is of the same day";
}

TEST(PersonPage, what_only_one_answer_says_contradicts_nothing) {
    SummaryEntry named = entry(level, "あり", "2026-01-12", 0);
    named.question.parts.push_back(detail("named", "そば"));
    EXPECT_FALSE(has(page_of({named, entry(level, "あり", "2026-01-12", 1)}), "食い違い"));
}

TEST(PersonPage, a_detail_that_the_newest_answer_of_the_day_lacks_stands_open) {
    SummaryEntry named = entry(level, "あり", "2026-01-12", 1);
    named.question.parts.push_back(detail("site", "仙骨部 D4"));
    const SummaryEntry bare = entry(level, "あり", "2026-01-12", 0);
    const std::string page = page_of({bare, named});
    EXPECT_TRUE(has(others_in(page), "仙骨部 D4")) << page;
    EXPECT_FALSE(has(page, "<details>"));
    EXPECT_FALSE(has(page, "食い違い"));
    SummaryEntry empty_box = entry(level, "あり", "2026-01-12", 1);
    empty_box.question.parts.push_back({.key = "drip", .what = "点滴", .is_ticked = false});
    EXPECT_TRUE(has(page_of({bare, empty_box}), "<details>")) << "an empty box says nothing more";
}

TEST(PersonPage, other_details_of_the_same_answer_contradict) {
    EXPECT_TRUE(has(beside("あり", detail("named", "MRSA"), "あり", detail("named", "B型肝炎")), "食い違い"));
    EXPECT_TRUE(has(beside("", detail("day", "2026-01-01"), "", detail("day", "2026-01-02")), "食い違い"))
        << "without an answer of their own the days are the answer";
    mhd::SummaryPart ticked = detail("drip", "");
    mhd::SummaryPart empty = ticked;
    ticked.is_ticked = true;
    empty.is_ticked = false;
    EXPECT_TRUE(has(beside("あり", ticked, "あり", empty), "食い違い"));
}

TEST(PersonPage, an_answer_without_a_day_has_that_of_its_document) {
    const std::string page =
        page_of({entry(level, "要介護3", "", 0), entry(level, "要介護2", "2026-01-30", 1)});
    const std::string_view row = line_in(page);
    EXPECT_TRUE(has(newest_in(page), "<bdi>要介護3</bdi>")) << row;
    EXPECT_TRUE(has(row, "2026年2月6日</span>付")) << row;
}

TEST(PersonPage, orders_answers_by_their_moment_in_whatever_zone_it_is_written) {
    const std::string page = page_of({entry(level, "要介護2", "2026-01-12T09:00:00+09:00", 1),
                                      entry(level, "要介護3", "2026-01-12T08:00:00Z", 0)});
    EXPECT_TRUE(has(newest_in(page), "要介護3")) << "17:00 in Japan";
    EXPECT_TRUE(has(page, "2026年1月12日 17:00")) << page;
    EXPECT_TRUE(has(page, "2026年1月12日 9:00") || has(page, "2026年1月12日 09:00")) << page;
}

TEST(PersonPage, compares_days_as_japan_counts_them) {
    for (const std::string day : {"2026-01-12", "2026-01-12T08:00:00+09:00", "2026-01-11T23:00:00Z"}) {
        EXPECT_TRUE(has(page_of({entry(level, "要介護3", "2026-01-12", 0), entry(level, "要介護2", day, 1)}),
                        "食い違い"))
            << day;
    }
    EXPECT_FALSE(has(page_of({entry(level, "要介護3", "2026-01-12", 0),
                              entry(level, "要介護2", "2026-01-12T16:00:00Z", 1)}),
                     "食い違い"))
        << "the 13th";
}

TEST(PersonPage, a_date_after_the_receipt_is_marked_and_not_the_newest) {
    SummaryContent all =
        content({entry(level, "要介護5", "2099-01-01", 0), entry(level, "要介護3", "2026-01-12", 1)});
    for (mhd::SummarySource& source : all.sources) {
        source.received = 1'772'323'200'000; // 2026-03-01
    }
    const std::string page = person_page(all, sections, "/documents");
    EXPECT_TRUE(has(newest_in(page), "要介護3")) << page;
    EXPECT_TRUE(has(others_in(page), "受付より後の日付"));
}

TEST(PersonPage, what_lasts_has_the_day_of_its_document_and_says_when_it_began) {
    SummaryEntry old_diagnosis = entry(level, "肺炎", "2026-03-01", 1);
    SummaryEntry new_diagnosis = entry(level, "心不全", "1998-04-01", 0);
    old_diagnosis.reference = new_diagnosis.reference = "Condition/1";
    const std::string page = page_of({old_diagnosis, new_diagnosis});
    EXPECT_TRUE(has(newest_in(page), "心不全"));
    EXPECT_TRUE(has(newest_in(page), "時期：</span><span class=\"d\">1998年4月1日"));
}

documents::PersonNumber insured(std::string insurer, std::string number) {
    return {.number = {"https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no", std::move(number)},
            .within = policy::identifier_of({"insurer", std::move(insurer)})};
}

std::string page_with_numbers(const std::vector<std::vector<documents::PersonNumber>>& of_documents) {
    SummaryContent all = content({});
    for (const std::vector<documents::PersonNumber>& each : of_documents) {
        all.numbers.add(each);
    }
    return person_page(all, sections, "/documents");
}

TEST(PersonPage, shows_the_numbers_that_it_covers_with_who_gave_them) {
    const std::string page = page_with_numbers({{insured("990010", "0000001016")}});
    EXPECT_TRUE(has(
        page, "<dt>番号（<bdi>介護保険者番号</bdi> <bdi>990010</bdi>）</dt><dd><bdi>0000001016</bdi></dd>"))
        << page;
    EXPECT_FALSE(has(page, "別の人の文書"));
    EXPECT_FALSE(has(page, "登録しています"));
}

TEST(PersonPage, warns_of_two_numbers_of_one_organisation) {
    const documents::PersonNumber one = insured("990010", "0000001016");
    EXPECT_TRUE(has(page_with_numbers({{one, insured("990010", "0000001024")}}), "別の人の文書"));
    EXPECT_FALSE(has(page_with_numbers({{one, insured("990028", "0000001024")}}), "別の人の文書"))
        << "who moved has a number of the other town, too";
}

TEST(PersonPage, says_that_numbers_were_joined_by_people) {
    const documents::PersonNumber one = insured("990010", "0000001016");
    const documents::PersonNumber other = insured("990028", "0000001024");
    EXPECT_TRUE(has(page_with_numbers({{one}, {other}}), "登録しています"));
    EXPECT_FALSE(has(page_with_numbers({{one}, {other}, {one, other}}), "登録しています"))
        << "a document says so itself";
    documents::PersonNumber alone = one;
    alone.within = {};
    EXPECT_FALSE(has(page_with_numbers({{one}, {alone}}), "登録しています"));
}

TEST(PersonPage, leads_to_documents_that_it_leaves_out) {
    SummaryContent some = content({});
    some.left_out = {{.document = "large", .title = "退院記録 <1>", .date = "2026-03-01"}};
    some.count_left_out = 30;
    const std::string page = person_page(some, sections, "https://gateway/documents");
    EXPECT_TRUE(has(page, "<a href=\"https://gateway/documents/large\"><bdi>退院記録 &lt;1&gt;</bdi></a>"))
        << page;
    EXPECT_TRUE(has(page, "ほか 29 件以上"));
    EXPECT_FALSE(has(page_of({}), "含まれていない文書"));
}

TEST(PersonPage, says_when_a_document_was_received) {
    SummaryContent all = content({});
    all.sources[0].received = 1'772'323'200'000; // 2026-03-01T00:00:00Z
    EXPECT_TRUE(
        has(person_page(all, sections, "/documents"), "受付：<span class=\"d\">2026年3月1日 09:00</span>"));
}

TEST(PersonPage, marks_a_date_that_is_none_and_orders_by_the_receipt) {
    SummaryContent all =
        content({entry(level, "要介護3", "いつか", 0), entry(level, "要介護2", "2026-01-12", 1)});
    all.sources[0].date.clear();
    all.sources[0].received = 1'772'323'200'000; // 2026-03-01
    const std::string page = person_page(all, sections, "/documents");
    EXPECT_TRUE(has(newest_in(page), "要介護3"));
    const std::string_view day = others_in(page);
    EXPECT_TRUE(has(day, "<bdi>いつか</bdi> <span class=\"tag\">日付が読めません</span>")) << day;
    EXPECT_TRUE(has(day, "受付：<span class=\"d\">2026年3月1日")) << day;
}

TEST(PersonPage, a_period_has_both_its_days) {
    SummaryEntry lasted = entry(level, "要介護3", "2026-01-05", 0);
    lasted.line.date.to = "2026-02-01";
    const std::string page = page_of({lasted});
    EXPECT_TRUE(has(page, "2026年1月5日</span>～<span class=\"d\">2026年2月1日"));
    lasted.line.date.to = "";
    EXPECT_TRUE(has(page_of({lasted}), "2026年1月5日</span>～　"));
}

TEST(PersonPage, a_long_name_of_a_sender_stands_once_and_cut) {
    std::vector<SummaryEntry> many;
    for (std::size_t i = 0; i < 300; ++i) {
        many.push_back(entry(level, std::to_string(i), "2026-02-06", i % 2));
        many.back().question.key = std::to_string(i);
    }
    SummaryContent all = content(std::move(many));
    const std::size_t usual = person_page(all, sections, "/documents").size();
    all.sources[0].name = std::string(1U << 20, 'n');
    EXPECT_LT(person_page(all, sections, "/documents").size(), usual + 200);
}

TEST(PersonPage, shows_a_bounded_part_of_long_answers_and_says_so) {
    const std::string page = page_of({entry(level, std::string(100'000, '&'), "2026-02-06", 0)});
    EXPECT_LT(page.size(), 60'000U);
    EXPECT_TRUE(has(newest_in(page), "以下省略"));
}

TEST(PersonPage, is_bounded_as_a_whole_and_says_what_it_leaves_out) {
    std::vector<SummaryEntry> many;
    for (std::size_t i = 0; i < 400; ++i) {
        many.push_back(entry(level, std::to_string(i) + std::string(100'000, '&'), "2026-02-06", i % 2));
        many.back().question.key = std::to_string(i % 350); // some with several answers
        many.back().line.what = std::string(100'000, '<');
    }
    const std::string page = page_of(std::move(many));
    EXPECT_LT(page.size(), 6U << 20);
    EXPECT_TRUE(has(page, "一部を省略しています"));
}

TEST(PersonPage, does_not_repeat_the_same_answer) {
    const std::string page =
        page_of({entry(level, "要介護3", "2026-02-06", 0), entry(level, "要介護3", "2026-01-12", 1)});
    EXPECT_EQ(page.find("要介護3"), page.rfind("要介護3"));
    EXPECT_TRUE(has(between(page, "<details>", "</details>"), "<summary>ほか 1 件（同じ）</summary>"));
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

TEST(PersonPage, marks_restricted_answers_in_their_place) {
    SummaryEntry restricted = entry(level, "MRSA", "2026-02-06", 0);
    restricted.question.is_restricted = true;
    const std::string page = page_of({restricted, entry(level, "要介護3", "2026-02-06", 0)});
    const std::string_view section = between(page, "<h2 id=\"s1\">", "</section>");
    EXPECT_TRUE(has(section, "<div class=\" x\"><dt><span class=\"tag sens\">取扱注意</span> ")) << section;
    EXPECT_TRUE(has(section, "<div class=\"\"><dt><bdi>要介護度"))
        << "an open answer to the same question has no mark";
    EXPECT_TRUE(has(page, "id=\"without\"")) << "it can be left out on paper";
    EXPECT_FALSE(has(page_of({entry(level, "要介護3", "2026-02-06", 0)}), "id=\"without\""));
}

TEST(PersonPage, names_the_person_on_each_sheet) {
    SummaryContent all = content({});
    all.entries[0].of_person = mhd::PersonStatement::name;
    all.entries.push_back({.line = {.what = "生年月日", .value = "1938-05-12", .date = {}},
                           .of_person = mhd::PersonStatement::birth_date,
                           .sources = {0}});
    EXPECT_TRUE(has(person_page(all, sections, "/documents"), "連携　花子 様　1938年5月12日生"));
    EXPECT_TRUE(has(page_of({}), "（生年月日の値なし）")) << "what is not known is not left out";
}

TEST(PersonPage, folds_all_but_the_answer_before_and_what_differs) {
    const std::string page =
        page_of({entry(level, "要介護3", "2026-02-06", 0), entry(level, "要介護2", "2026-01-12", 1),
                 entry(level, "要介護1", "2025-01-12", 1), entry(level, "要支援2", "2024-01-12", 1)});
    const std::string_view others = others_in(page);
    EXPECT_TRUE(has(others, "以前の記載：<bdi>要介護2</bdi>"));
    const std::string_view folded = between(others, "<details>", "</details>");
    EXPECT_TRUE(has(folded, "ほか 2 件") && has(folded, "要介護1") && has(folded, "要支援2")) << others;
}

TEST(PersonPage, says_which_sections_no_document_speaks_of_and_that_this_is_not_none) {
    const std::string page = page_of({entry(level, "要介護3", "2026-02-06", 0)});
    EXPECT_TRUE(has(page, "読める文書に記載がない区分：バイタルサイン、服薬"));
    EXPECT_TRUE(has(page, "記載がないことは「なし」を意味しません"));
}

TEST(PersonPage, says_that_documents_were_left_out) {
    SummaryContent some = content({});
    EXPECT_FALSE(has(person_page(some, sections, "/documents"), "一部の文書だけ"));
    some.is_cut = true;
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
    const std::string_view answer = newest_in(page);
    EXPECT_LT(answer.find("☑ <bdi>自己注射</bdi>"), answer.find("☐ <bdi>点滴</bdi>"));
    EXPECT_TRUE(has(answer, "><bdi>内容</bdi>：</span><bdi>インスリン</bdi>")) << answer;
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
    for (const std::string_view part : {"<script", "<img", "src=", "@import", "url(", " style=\""}) {
        EXPECT_FALSE(has(page, part)) << part;
    }
}

} // namespace
} // namespace renkei::pages::person_page_test
