#include "gateway/core/time/date.h"
#include "gateway/network/pages/own_page.h"
#include "gateway/network/sharing/certification.h"

#include "person_kit.h"
#include <gtest/gtest.h>

namespace renkei::pages::own_page_test {
namespace {

using diag::Language;
using mhd::Audience;

mhd::OwnSections own_of(Audience audience, Language language = Language::japanese) {
    return mhd::read_own_sections(mhd::own_page_table(), audience, language);
}

std::string own_page_of(const mhd::SummaryContent& all, Audience audience = Audience::person,
                        Language language = Language::japanese,
                        const std::vector<mhd::SummarySection>& of = sections) {
    const mhd::OwnSections own = own_of(audience, language);
    return own_page({.own = own, .content = &all, .sections = of, .audience = audience, .form = "token"},
                    language);
}

TEST(OwnSections, are_those_of_the_audience_in_the_language) {
    const std::string table = "# remark\nお薬\tMedicines\tfamily\tMedicationStatement\t\n"
                              "病気\tIllnesses\tperson\tCondition\t\n同意\tConsent\tfamily\t@consent\t\n";
    const mhd::OwnSections own = mhd::read_own_sections(table, Audience::person, Language::japanese);
    EXPECT_EQ(own.table, "お薬\t\tMedicationStatement\t\n病気\t\tCondition\t\n");
    EXPECT_EQ(own.parts.at("consent"), "同意");
    const mhd::OwnSections family = mhd::read_own_sections(table, Audience::family, Language::english);
    EXPECT_EQ(family.table, "Medicines\t\tMedicationStatement\t\n");
}

TEST(OwnSections, of_the_product_can_be_read_and_begin_with_what_comes_next) {
    for (const Audience audience : {Audience::person, Audience::family}) {
        const mhd::OwnSections own = own_of(audience);
        const auto read = mhd::read_summary_sections(own.table, "https://renkei.example.jp/fhir");
        ASSERT_TRUE(read) << diag::to_text(read.error(), Language::english);
        const auto first = std::ranges::find_if(
            *read, [&](const mhd::SummarySection& each) { return !own.is_of_cards(each.title); });
        EXPECT_EQ(first->title, "次の予定");
        EXPECT_EQ(own.cards.front().title, "要介護度");
        EXPECT_EQ(own.cards.size() == 1, audience == Audience::family) << "of the insurance the level alone";
        EXPECT_TRUE(own.has("consent"));
        EXPECT_EQ(own.has("accesses"), audience == Audience::person);
    }
    EXPECT_LT(own_of(Audience::family).table.size(), own_of(Audience::person).table.size());
}

OwnCertification a_certification() {
    return {.kind = "renewal",
            .state = "open",
            .done = {{"application", "2026-05-01"}, {"survey", "2026-05-08"}},
            .next = "doctor_opinion",
            .due = "2026-06-20",
            .noticed = "2026-05-20",
            .reason = "<i>主治医</i>の都合"};
}

std::string page_with(const OwnCertification& certification, Audience audience = Audience::person,
                      Language language = Language::japanese) {
    const mhd::OwnSections own = own_of(audience, language);
    return own_page({.own = own, .audience = audience, .certification = certification, .form = "token"},
                    language);
}

TEST(OwnPage, says_in_plain_words_how_a_certification_stands) {
    const std::string page = page_with(a_certification());
    EXPECT_TRUE(has(page, "<h2 id=\"certification\">要介護認定の進み具合</h2>")) << page;
    EXPECT_TRUE(has(
        page, "</h1>\n<div class=\"alert info\" role=\"note\"><span class=\"i\" aria-hidden=\"true\">i</span>"
              "<p class=\"k\">結果は 2026年6月20日 までに出る予定です。</p>"))
        << "the first line: " << page;
    EXPECT_TRUE(has(page, "更新申請"));
    EXPECT_TRUE(has(page, "<dt>2026年5月8日</dt><dd><b>調査員が心身の様子をお聞きしました（認定調査）"));
    EXPECT_TRUE(has(page, "次は、主治医の意見書が届くのを待ちます"));
    EXPECT_TRUE(has(page, "2026年5月20日 のお知らせ：結果が遅れます"));
    EXPECT_TRUE(has(page, "&lt;i&gt;主治医&lt;/i&gt;の都合")) << page;
    EXPECT_LT(page.find("id=\"certification\""), page.find("id=\"consent\""));
    const std::string english = page_with(a_certification(), Audience::person, Language::english);
    EXPECT_TRUE(has(english, "The result is expected by 2026-06-20.")) << english;
    EXPECT_FALSE(has(page_with(a_certification(), Audience::family), "id=\"certification\""));
}

TEST(OwnPage, has_words_for_each_step_and_state_of_a_certification) {
    for (const Language language : {Language::japanese, Language::english}) {
        for (const std::string_view step : sharing::words<sharing::CertificationStep>) {
            EXPECT_NE(diag::words_for("own-step", step, language), step);
            EXPECT_TRUE(step == "application" || diag::words_for("own-next", step, language) != step) << step;
        }
        for (const std::string_view state : {"open", "due", "overdue", "decided", "withdrawn"}) {
            EXPECT_NE(diag::words_for("own-certification", state, language), state);
        }
    }
}

TEST(OwnPage, says_the_newest_answer_in_words_with_its_document_and_day) {
    const std::string page = own_page_of(
        content({entry(level, "要介護2", "2026-01-12", 1), entry(level, "要介護3", "2026-02-06", 0)}));
    EXPECT_TRUE(has(page, "<b><bdi>要介護3</bdi></b>")) << page;
    EXPECT_TRUE(has(page, "出典：<bdi>退院記録 病院</bdi>")) << page;
    EXPECT_TRUE(has(page, "2026年2月6日"));
    EXPECT_FALSE(has(page, "要介護2")) << "older ones are in the documents";
    EXPECT_FALSE(has(page, "/documents/")) << "a portal cannot open documents";
}

TEST(OwnPage, does_not_hide_that_documents_of_one_day_disagree) {
    const std::string page = own_page_of(
        content({entry(level, "要介護3", "2026-01-12", 0), entry(level, "要介護2", "2026-01-12", 1)}));
    EXPECT_TRUE(has(page, "同じ日の別の文書では：<bdi>要介護2</bdi>")) << page;
}

TEST(OwnPage, explains_terms_where_they_stand) {
    const std::string page = own_page_of(content({entry(level, "要介護3", "2026-02-06", 0)}));
    EXPECT_TRUE(has(between(page, "id=\"s1\"", "</section>"), "<dt>要介護</dt><dd>日常の生活に")) << page;
    EXPECT_FALSE(has(page, "褥瘡"));
}

TEST(OwnPage, explains_no_term_that_only_the_source_names) {
    mhd::SummaryContent all = content({entry(vital_signs, "自立", "2026-02-06", 0)});
    all.entries.back().line.what = "区分";
    all.sources[0].name = "要介護認定申請書 病院";
    EXPECT_FALSE(has(own_page_of(all), "日常の生活に"));
}

TEST(OwnPage, shows_no_day_of_a_document_as_an_answer) {
    const std::string page = own_page_of(content({entry(level, "", "", 0)}));
    EXPECT_FALSE(has(page, "id=\"s1\"")) << page;
    const std::string dated = own_page_of(content({entry(level, "", "2026-03-09", 0)}));
    EXPECT_TRUE(has(dated, "<b><span class=\"d\">2026年3月9日</span></b>")) << dated;
}

TEST(OwnPage, leaves_out_boxes_that_are_not_ticked_and_answers_that_say_nothing) {
    mhd::SummaryEntry boxes = entry(level, "", "", 0);
    boxes.question.value.clear();
    boxes.question.parts = {{.key = "a", .what = "歩行器", .is_ticked = true},
                            {.key = "b", .what = "車いす", .is_ticked = false}};
    const std::string page = own_page_of(content({boxes}));
    EXPECT_TRUE(has(page, "歩行器"));
    EXPECT_FALSE(has(page, "車いす"));
}

TEST(OwnPage, shows_a_proxy_name_and_birth_date_alone_of_the_person) {
    mhd::SummaryContent all = content({});
    all.entries.front().of_person = mhd::PersonStatement::name;
    mhd::SummaryEntry address;
    address.line = {.what = "住所", .value = "架空市１－２", .date = {}};
    address.sources = {0};
    all.entries.push_back(address);
    EXPECT_TRUE(has(own_page_of(all), "架空市"));
    const std::string page = own_page_of(all, Audience::family);
    EXPECT_TRUE(has(page, "連携　花子"));
    EXPECT_FALSE(has(page, "架空市"));
    EXPECT_FALSE(has(page, "my/access")) << "who looked is for the person alone";
}

TEST(OwnPage, says_whether_consent_is_in_force_and_offers_the_form_for_the_other) {
    const mhd::OwnSections own = own_of(Audience::person);
    OwnView view{.own = own, .form = "a<b"};
    const std::string none = own_page(view, Language::japanese);
    EXPECT_TRUE(has(none, "現在、同意していません"));
    EXPECT_TRUE(has(none, "name=\"form\" value=\"a&lt;b\"")) << none;
    EXPECT_TRUE(has(none, "value=\"give\""));
    EXPECT_FALSE(has(none, "value=\"withdraw\""));
    view.consents = {{.day = "2026-06-15", .permits = true, .withdrawn = {}}};
    view.is_consent_in_force = true;
    view.can_withdraw = true;
    const std::string given = own_page(view, Language::japanese);
    EXPECT_TRUE(has(given, "現在、同意しています"));
    EXPECT_TRUE(has(given, "value=\"withdraw\""));
    EXPECT_FALSE(has(given, "value=\"give\""));
}

TEST(OwnPage, says_that_documents_of_several_persons_are_not_shown) {
    const mhd::OwnSections own = own_of(Audience::person);
    const std::string page = own_page({.own = own, .is_of_several = true}, Language::japanese);
    EXPECT_TRUE(has(page, "食い違う"));
}

TEST(OwnPage, is_in_english_for_those_who_ask_for_it) {
    const std::string page =
        own_page_of(content({entry(level, "要介護3", "2026-02-06", 0)}), Audience::person, Language::english);
    EXPECT_TRUE(has(page, "<html lang=\"en\">"));
    EXPECT_TRUE(has(page, "What is kept about you"));
    EXPECT_TRUE(has(page, "From: "));
}

TEST(OwnPage, speaks_of_the_person_to_a_proxy_and_never_as_to_the_person) {
    for (const bool is_of_several : {false, true}) {
        const mhd::OwnSections own = own_of(Audience::family);
        const mhd::SummaryContent all = content({entry(level, "要介護3", "2026-02-06", 0)});
        OwnView view{.own = own,
                     .content = is_of_several ? nullptr : &all,
                     .sections = sections,
                     .is_of_several = is_of_several,
                     .audience = Audience::family,
                     .form = "token"};
        EXPECT_FALSE(has(own_page(view, Language::japanese), "あなた")) << is_of_several;
        const mhd::OwnSections english = own_of(Audience::family, Language::english);
        const std::string page = own_page({.own = english,
                                           .content = view.content,
                                           .sections = sections,
                                           .is_of_several = is_of_several,
                                           .audience = Audience::family},
                                          Language::english);
        const std::string text = page.substr(page.find("</style>\n</head>"));
        EXPECT_FALSE(has(text, "Your ") || has(text, "your ")) << text;
    }
}

TEST(OwnPage, is_called_by_the_name_of_the_person) {
    mhd::SummaryContent all = content({});
    all.entries.front().of_person = mhd::PersonStatement::name;
    EXPECT_TRUE(has(own_page_of(all), "<h1>連携　花子 さんの介護情報</h1>"));
    EXPECT_TRUE(has(own_page_of(all, Audience::family), "<h1>連携　花子 さんの介護情報</h1>"));
}

mhd::SummaryEntry contact_as(std::string what, std::string said, std::size_t source) {
    mhd::SummaryEntry out = entry(level, std::move(said), "", source);
    out.line.what = what;
    out.question.key = std::move(what);
    return out;
}

TEST(OwnPage, has_each_contact_once_whatever_documents_call_it) {
    std::vector<mhd::SummarySection> of = sections;
    of[level].look = "once";
    const mhd::SummaryContent all =
        content({contact_as("長女", "連携　春子、00-0000-0201", 0),
                 contact_as("緊急連絡先", "連携春子、0000000201", 1), contact_as("長男", "連携　夏男", 0),
                 contact_as("主介護者", "連携　夏男、00-0000-0202", 1)});
    const std::string page = own_page_of(all, Audience::person, Language::japanese, of);
    EXPECT_TRUE(has(page, "<dt><bdi>長女</bdi></dt>")) << page;
    EXPECT_FALSE(has(page, "0000000201"));
    EXPECT_TRUE(has(page, "00-0000-0202"));
    EXPECT_FALSE(has(page, "長男")) << "without the number that another document has";
    EXPECT_TRUE(has(own_page_of(all), "0000000201")) << "only where the section asks for it";
}

TEST(OwnPage, has_services_of_the_newest_plan_alone) {
    std::vector<mhd::SummarySection> of = sections;
    of[level].look = "newest";
    const mhd::SummaryContent all =
        content({contact_as("訪問看護", "週1回", 0), contact_as("訪問看護", "週2回", 0),
                 contact_as("通所介護", "週3回", 1)});
    const std::string page = own_page_of(all, Audience::person, Language::japanese, of);
    EXPECT_TRUE(has(page, "<b><bdi>週1回</bdi><br><bdi>週2回</bdi></b>")) << page;
    EXPECT_FALSE(has(page, "通所介護"));
}

TEST(OwnPage, compares_days_where_a_section_asks_for_it) {
    std::vector<mhd::SummarySection> of = sections;
    of[level].is_side_by_side = true;
    const mhd::SummaryContent all =
        content({entry(level, "自立", "2026-01-12", 1), entry(level, "見守り", "2026-02-06", 0)});
    const std::string page = own_page_of(all, Audience::person, Language::english, of);
    EXPECT_TRUE(has(between(page, "data-label=\"Before\"", "</td>"), "自立")) << page;
    EXPECT_TRUE(has(between(page, "data-label=\"Newest\"", "</td>"), "退院記録 病院")) << page;
    EXPECT_FALSE(has(page, "<a href=\"/")) << "a portal opens no document";
}

} // namespace
} // namespace renkei::pages::own_page_test
