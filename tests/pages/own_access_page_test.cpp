// Who asked for what, as a person sees it: by office and day, in plain words.
#include "gateway/network/pages/own_access_page.h"

#include "person_kit.h"
#include <gtest/gtest.h>

namespace renkei::pages::own_access_page_test {
namespace {

using diag::Language;

auditreport::AccessReport report_of(std::size_t lines) {
    auditreport::AccessReport out;
    out.peers["hospital"] = {.id = "hospital", .name = "架空病院", .role = policy::Role::hospital};
    out.peers["portal"] = {.id = "portal", .name = "市民ポータル", .role = policy::Role::portal};
    for (std::size_t i = 0; i < lines; ++i) {
        auditreport::Line line{.day = "2026-06-01", .caller = i % 2 == 0 ? "hospital" : "portal"};
        line.interaction = "read";
        line.first = line.last = 1'780'000'000'000 + static_cast<base::Millis>(i) * 60'000;
        line.times = 1;
        out.lines.push_back(line);
    }
    return out;
}

TEST(OwnAccessPage, says_who_asked_for_what_and_on_what_ground_without_codes) {
    auditreport::AccessReport report = report_of(2);
    report.lines[0].ground = "2026-03-18/not_registered";
    report.lines[0].reason = "no-such-document";
    report.lines[0].result = auditreport::Result::refused;
    const std::string page =
        own_access_page({.report = report, .portal = "portal", .since = "2025-06-01"}, Language::japanese);
    EXPECT_TRUE(has(page, "架空病院（病院）")) << page;
    EXPECT_TRUE(has(page, "あなた（市民ポータル から）"));
    EXPECT_TRUE(has(page, "根拠："));
    EXPECT_FALSE(has(page, "no-such-document"));
    EXPECT_FALSE(has(page, "not_registered"));
}

TEST(OwnAccessPage, says_of_an_emergency_that_it_was_one_and_why) {
    auditreport::AccessReport report = report_of(2);
    report.lines[0].ground = "2026-03-18/reads_with_consent/opinion_requested/emergency/consent_withdrawn";
    report.lines[0].emergency = "<救急搬送>";
    const OwnAccesses accesses{.report = report, .portal = "portal", .since = "2025-06-01"};
    const std::string page = own_access_page(accesses, Language::japanese);
    EXPECT_TRUE(has(page, "緊急時の閲覧として求められました。機関が示した理由：&lt;救急搬送&gt;")) << page;
    EXPECT_TRUE(has(page, "同意によらない緊急時の閲覧（"));
    EXPECT_TRUE(has(own_access_page(accesses, Language::english), "The reason that the office gave: &lt;"));
    report.lines[0].emergency.clear();
    EXPECT_FALSE(has(own_access_page(accesses, Language::japanese), "機関が示した理由"));
}

TEST(OwnAccessPage, says_in_plain_words_what_needs_no_consent) {
    auditreport::AccessReport report = report_of(1);
    report.lines[0].ground = "2026-03-18/reads_without_consent/registered";
    const OwnAccesses accesses{.report = report, .portal = "portal", .since = "2025-06-01"};
    const std::string page = own_access_page(accesses, Language::japanese);
    EXPECT_TRUE(has(page, "担当の事業所は、同意がなくても、仕事に必要な範囲で見ることができます")) << page;
    EXPECT_TRUE(has(page, "<span class=\"src\">担当の仕事のため（介護保険のしくみで決まっています）</span>"))
        << page;
    EXPECT_FALSE(has(page, "同意なしで"));
    report.lines[0].ground = "2026-03-18/reads_without_consent/self";
    EXPECT_TRUE(has(own_access_page(accesses, Language::japanese), "本人（または代わりの人）として</span>"));
    report.lines[0].ground = "2026-03-18/reads_without_consent/registered";
    report.lines[0].result = auditreport::Result::failed;
    EXPECT_TRUE(has(own_access_page(accesses, Language::japanese), "<span class=\"tag danger\">失敗</span>"));
}

TEST(OwnAccessPage, has_a_card_for_each_office_and_in_it_a_line_for_each_day) {
    auditreport::AccessReport report = report_of(4);
    report.lines[0].day = "2026-05-31";
    const std::string page =
        own_access_page({.report = report, .portal = "portal", .since = "2025-06-01"}, Language::japanese);
    const auto count = [&](std::string_view part) {
        std::size_t out = 0;
        for (std::size_t at = page.find(part); at != std::string::npos; at = page.find(part, at + 1)) {
            ++out;
        }
        return out;
    };
    EXPECT_EQ(count("<div class=\"card\">"), 2U) << page;
    EXPECT_EQ(count("<h2><bdi>架空病院（病院）</bdi></h2>"), 1U);
    EXPECT_EQ(count("<dt>"), 3U) << "two days of the hospital, one of the portal";
    EXPECT_LT(page.find("市民ポータル"), page.find("架空病院")) << "who asked last";
}

TEST(OwnAccessPage, has_the_newest_first_and_leads_to_older_ones) {
    const auditreport::AccessReport report = report_of(3);
    const OwnAccesses all{
        .report = report, .portal = "portal", .since = "2025-06-01", .page = 1, .lines_of_page = 2};
    const std::string first = own_access_page(all, Language::japanese);
    EXPECT_TRUE(has(first, "?page=2"));
    EXPECT_FALSE(has(first, "?page=0"));
    OwnAccesses rest = all;
    rest.page = 2;
    const std::string second = own_access_page(rest, Language::japanese);
    EXPECT_TRUE(has(second, "?page=1"));
    EXPECT_FALSE(has(second, "?page=3"));
    rest.page = 9;
    EXPECT_TRUE(has(own_access_page(rest, Language::japanese), "記録はありません"));
}

} // namespace
} // namespace renkei::pages::own_access_page_test
