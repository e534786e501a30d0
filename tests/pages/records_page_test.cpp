// The page of a person's offices and consents, as a function.
#include "shown.h"
#include <gtest/gtest.h>

namespace renkei::pages::records_page_test {
namespace {

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

RecordsPage answered() { return {.records_url = "https://h/records", .is_answered = true}; }

TEST(RecordsPage, without_an_answer_has_the_form_alone) {
    const std::string page = records_page({.records_url = "https://h/records"});
    EXPECT_TRUE(has(page, "action=\"https://h/records/_search\""));
    EXPECT_FALSE(has(page, "<h2>"));
}

TEST(RecordsPage, folds_what_only_a_consent_would_open) {
    RecordsPage page = answered();
    page.registrations.push_back({.office = "事業所", .opens = {"証"}, .would_open = {"意見書", "調査票"}});
    const std::string html = records_page(page);
    EXPECT_TRUE(has(html, "<li>証</li>"));
    EXPECT_TRUE(has(html, "<summary>本人の同意があれば（2 種類）</summary><ul><li>意見書</li>"));
    page.registrations[0].opens.clear();
    page.registrations[0].would_open.clear();
    EXPECT_TRUE(has(records_page(page), "data-label=\"閲覧できる情報\">なし</td>"));
}

TEST(RecordsPage, shows_the_reason_why_a_registration_opens_nothing) {
    RecordsPage page = answered();
    page.registrations.push_back({.office = "事業所", .opens_nothing = "<まだ>"});
    EXPECT_TRUE(has(records_page(page),
                    "data-label=\"閲覧できる情報\">なし<br><span class=\"s\">&lt;まだ&gt;</span></td>"));
}

TEST(RecordsPage, marks_what_holds_and_dates_what_ended) {
    RecordsPage page = answered();
    page.registrations.push_back({.state = "終了",
                                  .from = "2026-04-01",
                                  .ended = "2026-12-01T10:00:00+09:00",
                                  .ended_how = "本人による終了"});
    page.consents.push_back({.state = "有効", .holds = true});
    page.consents.push_back({.state = "撤回", .withdrawn = "2026-05-01T10:00:00+09:00"});
    const std::string html = records_page(page);
    EXPECT_TRUE(has(html, "<span class=\"tag\">終了</span>"));
    EXPECT_TRUE(has(html, "2026年12月1日"));
    EXPECT_TRUE(has(html, "<strong>有効</strong>"));
    EXPECT_TRUE(has(html, "<span class=\"tag\">撤回</span><br>"));
}

TEST(RecordsPage, shows_a_refusal_instead_of_an_answer) {
    RecordsPage page = answered();
    page.refusal = "<番号>";
    const std::string html = records_page(page);
    EXPECT_TRUE(
        has(html,
            "role=\"alert\"><span class=\"i\" aria-hidden=\"true\">!</span><p class=\"k\">&lt;番号&gt;</p>"));
    EXPECT_FALSE(has(html, "<h2>"));
}

} // namespace
} // namespace renkei::pages::records_page_test
