// The page of a person's offices and consents.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/states.h"

#include "tests/server_records/kit.h"
#include "tests/support/certification_change.h"

namespace renkei::server::page_test {
namespace {

constexpr std::string_view browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

Response page_for(RecordsKit& kit, const std::string& peer, const std::string& person = "0000001016") {
    return kit.send(
        "POST", "/records/_search", "insurer=990010&person=" + person, peer,
        {{"Accept", std::string(browser)}, {"Content-Type", "application/x-www-form-urlencoded"}});
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

void start_insurer(RecordsKit& kit) {
    test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
        insurer.state = sharing::InsurerState::live;
        insurer.live_from = sharing::test::day("2026-04-01");
        return diag::Result<sharing::Insurer>(insurer);
    }));
}

TEST(RecordsPage, asks_for_a_person_and_keeps_the_number_out_of_the_url) {
    RecordsKit kit;
    const Response page = kit.get("/records", "town", {{"Accept", std::string(browser)}});
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(
        has(page.body,
            "<form class=\"filter\" method=\"post\" action=\"https://gateway.example.jp/records/_search\""));
    EXPECT_FALSE(has(page.body, "<script"));
    EXPECT_EQ(header_of(page, "Cache-Control"), "no-store");
    EXPECT_TRUE(has(header_of(page, "Content-Security-Policy"), "default-src 'none'"));
}

TEST(RecordsPage, shows_what_each_office_may_read_and_what_only_a_consent_would_add) {
    RecordsKit kit;
    start_insurer(kit);
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    (void)kit.entered("EpisodeOfCare", registration_of(kit, {"office", "9970100021"}, "11"), "home");
    const std::string before = page_for(kit, "town").body;
    EXPECT_TRUE(has(before, "訪問介護かくう"));
    EXPECT_TRUE(has(before, "office:9970100013"));
    EXPECT_TRUE(has(before, "本人の同意があれば"));
    EXPECT_TRUE(has(before, "同意・不同意の記録はありません"));
    (void)kit.entered("Consent", consent_of(kit), "town");
    const std::string after = page_for(kit, "town").body;
    EXPECT_FALSE(has(after, "本人の同意があれば"));
    EXPECT_TRUE(has(after, "<strong>有効</strong>"));
    EXPECT_TRUE(has(after, "架空町"));
}

// With the sentence of `renkei policy explain`.
TEST(RecordsPage, says_why_a_registration_opens_nothing) {
    RecordsKit kit;
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    const std::string not_started =
        diag::words_for("decision", "insurer_not_started", diag::Language::japanese);
    EXPECT_TRUE(has(page_for(kit, "town").body, not_started));
    EXPECT_TRUE(has(page_for(kit, "manager").body, not_started));
    start_insurer(kit);
    EXPECT_FALSE(has(page_for(kit, "town").body, not_started));
    test::must(ledger::change_state(kit.store(), kit.subject(), {.died = kit.now()}));
    const std::string died = diag::words_for("decision", "died", diag::Language::japanese);
    EXPECT_TRUE(has(page_for(kit, "town").body, died));
    EXPECT_FALSE(has(page_for(kit, "manager").body, died)) << "the insurer's to say";
}

// What requests of the office are decided by, not only the registration: here, that the result has arrived.
TEST(RecordsPage, shows_what_requests_of_the_office_would_be_given) {
    RecordsKit kit;
    start_insurer(kit);
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    const sharing::Matrix& matrix = *kit.gateway().sharing();
    const std::string card = "<li>" + matrix[*matrix.kind("cert.card")].title.japanese + "</li>";
    EXPECT_TRUE(has(page_for(kit, "town").body, card));
    test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
        insurer.settings.result_delivered = true;
        return diag::Result<sharing::Insurer>(insurer);
    }));
    EXPECT_FALSE(has(page_for(kit, "town").body, card));
}

TEST(RecordsPage, shows_an_office_its_own_and_everybody_else_what_it_shows_of_an_unknown_person) {
    RecordsKit kit;
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    (void)kit.entered("Consent", consent_of(kit), "town");
    const std::string own = page_for(kit, "manager").body;
    EXPECT_TRUE(has(own, "office:9970100013"));
    EXPECT_TRUE(has(own, "同意"));
    const std::string known = page_for(kit, "stranger").body;
    const auto of_one = [](std::string page, const std::string& number) {
        page = documents::replaced(page, " placeholder=\"0000001016\"", "");
        for (std::size_t at = 0; (at = page.find(number, at)) != std::string::npos;) {
            page.replace(at, number.size(), "NUMBER");
        }
        return page;
    };
    EXPECT_EQ(of_one(known, "0000001016"),
              of_one(page_for(kit, "stranger", "0000002002").body, "0000002002"));
    EXPECT_TRUE(has(known, "表示できる担当事業所登録はありません"));
}

TEST(RecordsPage, says_when_a_consent_was_withdrawn_and_when_a_registration_ended) {
    RecordsKit kit;
    Json consent = kit.entered("Consent", consent_of(kit), "town");
    consent["status"] = "inactive";
    part(consent, "withdrawnBy")["valueCode"] = "person";
    ASSERT_EQ(kit.put("Consent", consent, "town").status, 200);
    Json registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    registration["status"] = "finished";
    part(registration, "endedWhy")["valueCode"] = "person";
    ASSERT_EQ(kit.put("EpisodeOfCare", registration, "manager").status, 200);
    const std::string page = page_for(kit, "town").body;
    EXPECT_TRUE(has(page, "撤回"));
    EXPECT_TRUE(has(page, "2027年1月15日"));
    EXPECT_TRUE(has(page, "本人による終了"));
    EXPECT_FALSE(has(page, "<strong>有効</strong>"));
}

TEST(RecordsPage, says_of_a_consent_what_decisions_say_of_it) {
    RecordsKit kit;
    Json older = consent_of(kit);
    older["dateTime"] = "2026-12-01T09:00:00+09:00";
    Json withdrawn = kit.entered("Consent", consent_of(kit), "town");
    withdrawn["status"] = "inactive";
    part(withdrawn, "withdrawnBy")["valueCode"] = "person";
    ASSERT_EQ(kit.put("Consent", withdrawn, "town").status, 200);
    (void)kit.entered("Consent", older, "town");
    EXPECT_FALSE(has(page_for(kit, "town").body, "<strong>有効</strong>"))
        << "what a withdrawal ended is not in force";
    kit.site.clock.pass(1000);
    (void)kit.entered("Consent", consent_of(kit), "town");
    const std::string again = page_for(kit, "town").body;
    EXPECT_TRUE(has(again, "<strong>有効</strong>"));
    EXPECT_TRUE(has(again, "より新しい記録あり"));
}

TEST(RecordsPage, escapes_what_came_from_outside_and_explains_a_wrong_number) {
    RecordsKit kit;
    Json registration = registration_of(kit);
    part(registration, "identityUser")["valueString"] = "<b>suzuki</b>";
    (void)kit.entered("EpisodeOfCare", registration, "manager");
    EXPECT_TRUE(has(page_for(kit, "town").body, "&lt;b&gt;suzuki&lt;/b&gt;"));
    const Response wrong = page_for(kit, "town", "12%3Cb%3E");
    EXPECT_EQ(wrong.status, 400);
    EXPECT_TRUE(has(wrong.body, "role=\"alert\""));
    EXPECT_FALSE(has(wrong.body, "<b>"));
}

TEST(RecordsPage, shows_how_a_certification_stands_to_whom_the_matrix_opens_it) {
    RecordsKit kit;
    start_insurer(kit);
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    (void)kit.entered("EpisodeOfCare", registration_of(kit, {"office", "9970100021"}, "11"), "home");
    EXPECT_FALSE(has(page_for(kit, "manager").body, "要介護認定の進み具合"));
    const time::Date today = time::day_in_japan(kit.now());
    const sharing::Certification it =
        test::must(ledger::enter(kit.store(), ledger::certification_start, kit.subject(), {.days = {today}}));
    test::must(ledger::change_certification(
        kit.store(), kit.subject().person, it.id,
        sharing::DelayNotice{today, sharing::test::day("2027-03-20"), "<b>調査</b>のため"}));
    for (const std::string peer : {"manager", "town"}) {
        const std::string page = page_for(kit, peer).body;
        EXPECT_TRUE(has(page, "要介護認定の進み具合")) << peer;
        EXPECT_TRUE(has(page, "<strong>審査中</strong>")) << peer;
        EXPECT_TRUE(has(page, "認定調査")) << peer;
        EXPECT_TRUE(has(page, "2027年3月20日")) << peer;
        EXPECT_TRUE(has(page, "&lt;b&gt;調査&lt;/b&gt;のため")) << peer;
    }
    EXPECT_FALSE(has(page_for(kit, "home").body, "要介護認定の進み具合"));
    EXPECT_FALSE(has(page_for(kit, "stranger").body, "要介護認定の進み具合"));
}

TEST(RecordsPage, takes_a_number_as_it_is_typed) {
    RecordsKit kit;
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    const Response wide = page_for(kit, "town", "%20%EF%BC%90000001016");
    EXPECT_EQ(wide.status, 200);
    EXPECT_TRUE(has(wide.body, "office:9970100013"));
}

} // namespace
} // namespace renkei::server::page_test
