// What persons see of themselves, by way of a portal.
#include "gateway/core/base/logical_id.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/server/routes.h"

#include "tests/server_fhir/hub_kit.h"
#include <fmt/format.h>

#include <filesystem>
#include <regex>
#include <string>

namespace renkei::server::own_view_test {
namespace {

using documents::must;

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

class Own : public OnHub {
protected:
    Own()
        : OnHub({must(sharing::Matrix::load(std::filesystem::path(RENKEI_SOURCE) / "mappings/access"))},
                "2026-06-15") {
        card = site.submit(documents::file("insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV"),
                           "town");
        log_in();
    }
    void log_in(const std::string& person = hanako_number, const std::string& ground = {},
                const std::string& subject = "login-7") {
        policy::User user{.issuer = "https://login.example.jp", .subject = subject};
        user.person = person;
        user.ground = ground;
        site.user = user;
    }
    Response page(const std::string& path = "/my", Pairs headers = {{"Accept", "text/html"}}) {
        return site.get(path, "portal", std::move(headers));
    }
    Response send(const std::string& act, const std::string& form) {
        return site.post("/my/consent", fmt::format("form={}&act={}&sure=yes", form, act), form_type,
                         "portal", {{"Accept", "text/html"}});
    }
    static std::string form_in(const Response& page) {
        std::smatch found;
        EXPECT_TRUE(std::regex_search(page.body, found, std::regex("name=\"form\" value=\"([^\"]+)\"")))
            << page.body;
        return found.str(1);
    }
    static bool has(const Response& response, std::string_view part) {
        return response.body.find(part) != std::string::npos;
    }

    std::string card;
};

TEST_F(Own, page_shows_what_the_matrix_gives_the_person_in_words) {
    must(ledger::enter(site.store(), ledger::registration_add, subject(),
                       {.office = {"office", "9970100013"},
                        .identity = sharing::IdentityCheck{.at = site.clock.now(), .user = "u"},
                        .from = time::day_in_japan(site.clock.now())}));
    const Response own = page();
    ASSERT_EQ(own.status, 200) << own.body;
    EXPECT_TRUE(has(own, "要介護度")) << own.body;
    EXPECT_TRUE(has(own, "出典："));
    EXPECT_TRUE(has(own, "2026年6月15日 から")) << "the registration";
    EXPECT_TRUE(has(own, "現在、同意していません"));
    EXPECT_FALSE(has(own, "/documents")) << "a portal opens no document";
}

// What LIFE gave back, as the office hands it on: of the person of the card, with these changes.
std::string slip(const std::string& id, const std::string& day, const Json& changes = Json::object()) {
    Json out = Json::parse(documents::file("life_feedback/full.json"));
    out["header"].merge_patch({{"documentId", id},
                               {"replacesDocumentId", nullptr},
                               {"status", "final"},
                               {"createdDate", day},
                               {"createdDateTime", day + "T09:15:00+09:00"},
                               {"patient", {{"birthDate", "1938-05-12"}}},
                               {"insurance", {{"insuredNumber", "0000001016"}}}});
    out.merge_patch(changes);
    return out.dump();
}

TEST_F(Own, page_shows_the_newest_slip_of_life_with_what_was_submitted_when_and_by_whom) {
    constexpr std::string_view title = "事業所がLIFEに出した評価と、その結果";
    site.add({.id = "day-care",
              .name = "デイサービスかくう",
              .role = policy::Role::care_office,
              .numbers = {{"office", "9970100047"}}});
    site.submit(slip("SLIP-1", "2026-03-10"), "day-care");
    EXPECT_FALSE(has(page(), title)) << "the insurer shows nothing of LIFE yet";
    change_insurer([](sharing::Insurer& it) {
        it.functions = {{.function = "life", .from = *time::parse_date("2026-04-01")}};
    });
    const Response own = page();
    ASSERT_TRUE(has(own, title)) << own.body;
    const std::string body = own.body.substr(own.body.find("<h2 id=\"s"), std::string::npos);
    const auto row = [&](const std::string& what) {
        const std::size_t at = body.find("<dt><bdi>" + what);
        return at == std::string::npos ? std::string() : body.substr(at, body.find("</div>", at) - at);
    };
    for (const auto& [what, said] : {std::pair("LIFEに提出した内容", "科学的介護推進に関する評価"),
                                     {"LIFEに提出した内容", "ADL維持等情報"},
                                     {"LIFEに提出した日", "2026年3月5日"},
                                     {"対象の期間", "2025年12月1日"},
                                     {"体重", "48.6kg"},
                                     {"体重", "悪くなった"},
                                     {"歩くこと（平地歩行）", "歩行器などを使って歩ける"},
                                     {"むせ", "むせることがある"},
                                     {"全体の説明", "歩く力は保たれています"}}) {
        EXPECT_NE(row(what).find(said), std::string::npos) << what << "\n" << row(what);
    }
    EXPECT_TRUE(has(own, "<bdi>要介護３</bdi>") && !has(own, "<bdi>23</bdi>")) << "its level, in words";
    EXPECT_EQ(row("体重").find("歩行器"), std::string::npos) << "each result stands by its own name";
    EXPECT_EQ(row("体重").find("デイサービスかくう"), std::string::npos)
        << "the office stands once, below all";
    EXPECT_TRUE(std::regex_search(
        body, std::regex("</dl>\n<p class=\"m\"><span class=\"src\">[^\n]*デイサービスかくう")))
        << body;

    const std::string newer = *base::document_of_logical_id(
        site.submit(slip("SLIP-2", "2026-06-10",
                         {{"feedback",
                           {{"sheets", {"4"}},
                            {"submittedDate", "2026-06-05"},
                            {"results", {{{"sheet", "4"}, {"name", "食事の量"}, {"value", "ほぼ全量"}}}}}}}),
                    "day-care"));
    const Response next = page();
    EXPECT_TRUE(has(next, "ほぼ全量") && has(next, "2026年6月5日")) << next.body;
    EXPECT_FALSE(has(next, "48.6kg")) << "of the slip before";
    EXPECT_EQ(site.send("DELETE", "/documents/" + newer, "", {}, "day-care").status, 200);
    EXPECT_TRUE(has(page(), "48.6kg"));
    EXPECT_FALSE(has(page(), "ほぼ全量")) << "withdrawn";

    log_in(hanako_number, "legal_representative");
    EXPECT_FALSE(has(page(), title)) << "for the person alone";
    log_in();
    must(ledger::change_state(site.store(), subject(), {.hidden = sharing::Hidden::history}));
    EXPECT_FALSE(has(page(), title)) << "an office says where the person is";
}

TEST_F(Own, page_is_the_same_for_a_person_who_is_not_known_and_one_whose_view_is_closed) {
    const auto answer = [&](const std::string& person) {
        log_in(person);
        const Response own = page();
        EXPECT_EQ(own.status, 404);
        return own.body;
    };
    const std::string unknown = answer("insurer:990010|0000009998");
    EXPECT_NE(unknown.find(">表示できるものはありません"), std::string::npos) << unknown;
    must(ledger::change_state(site.store(), subject(), {.hidden = sharing::Hidden::self}));
    EXPECT_EQ(answer(hanako_number), unknown);
    must(ledger::change_state(site.store(), subject(), {.hidden = sharing::Hidden::none}));
    log_in(hanako_number, "family");
    EXPECT_EQ(page().body, unknown) << "the insurer names no family";
    must(ledger::change_state(site.store(), subject(), {.died = site.clock.now()}));
    EXPECT_EQ(answer(hanako_number), unknown);
    site.gateway().set_hub(nullptr);
    EXPECT_EQ(answer(hanako_number), unknown) << "switched off";
}

// The document names the person by the office's number, too, of which nothing is entered.
TEST_F(Own, view_stays_as_it_was_when_nothing_is_entered_that_closes_it) {
    const auto document = [&] {
        const Json bundle = json_of(page("/my?_format=fhir"));
        std::vector<std::string> out;
        for (const Json& entry : bundle.value("entry", Json::array())) {
            out.push_back(entry["resource"]["resourceType"].get<std::string>() +
                          entry["resource"].value("id", ""));
        }
        return out;
    };
    const std::string before = page().body;
    const std::vector<std::string> resources = document();
    EXPECT_NE(before.find("出典："), std::string::npos);
    EXPECT_GT(resources.size(), 3U);
    using ledger::StateChange;
    const std::vector<std::pair<std::string, std::vector<StateChange>>> entered{
        {"a care level", {{.care_level = sharing::CareLevel::support}}},
        {"hidden, and not any more",
         {{.hidden = sharing::Hidden::history}, {.hidden = sharing::Hidden::none}}},
        {"a death that is taken back", {{.died = site.clock.now()}, {.died = std::optional<base::Millis>()}}},
        {"a move", {{.insurer = "990010", .moved_in = site.clock.now() - 1}}}};
    for (const auto& [what, changes] : entered) {
        for (const StateChange& change : changes) {
            must(ledger::change_state(site.store(), subject(), change));
        }
        EXPECT_EQ(page().body, before) << what;
        EXPECT_EQ(document(), resources) << what;
    }
}

TEST_F(Own, document_holds_the_same_for_programs_and_is_for_the_person_alone) {
    const Response own = page("/my", {{"Accept", "application/fhir+json"}});
    ASSERT_EQ(own.status, 200) << own.body;
    const Json bundle = json_of(own);
    EXPECT_EQ(bundle["type"], "document");
    EXPECT_TRUE(has(own, "care-level")) << own.body.substr(0, 2000);
    EXPECT_EQ(page("/my?_format=fhir").media_type, "application/fhir+json");
    log_in(hanako_number, "legal_representative");
    EXPECT_EQ(problem(page("/my", {{"Accept", "application/fhir+json"}})), "own-document-of-proxy");
    const Response narrowed = page();
    EXPECT_EQ(narrowed.status, 200);
    EXPECT_FALSE(has(narrowed, "負担の割合")) << "not for family";
    EXPECT_TRUE(has(narrowed, "要介護度"));
}

TEST_F(Own, portal_reads_nothing_else_and_no_other_peer_reads_the_page) {
    for (const std::string path : {"/documents", "/fhir/Patient?name=x", "/mailbox"}) {
        EXPECT_EQ(problem(site.get(path, "portal")), "portal-may-not") << path;
    }
    EXPECT_EQ(site.get("/documents/" + card, "portal").status, 403);
    EXPECT_EQ(problem(site.post("/documents", "{}", "application/json", "portal")), "portal-may-not");
    EXPECT_EQ(problem(site.get("/my", "town")), "portal-only");
}

TEST_F(Own, person_is_named_by_the_token_alone) {
    EXPECT_EQ(problem(site.get("/my?person=insurer:990010%7C0000000109", "portal")),
              "search-parameter-unknown");
    for (const std::string person : {"", "0000001016", "insurer:990010"}) {
        log_in(person);
        EXPECT_EQ(problem(site.get("/my", "portal")), "portal-person-missing") << person;
    }
    site.user.reset();
    EXPECT_EQ(problem(site.get("/my", "portal")), "portal-person-missing");
    log_in(hanako_number, "friend");
    EXPECT_EQ(problem(site.get("/my", "portal")), "portal-ground-unknown");
    log_in(hanako_number, {}, "user-0000001016");
    EXPECT_EQ(problem(site.get("/my", "portal")), "portal-subject-wrong");
}

TEST_F(Own, reading_is_an_event_with_portal_and_person_and_without_the_number) {
    page();
    const std::string event = site.events().back();
    EXPECT_NE(event.find("own-view"), std::string::npos) << event;
    EXPECT_NE(event.find("\"portal\""), std::string::npos) << event;
    EXPECT_NE(event.find(seal::to_hex(subject().person)), std::string::npos) << event;
    EXPECT_EQ(event.find("0000001016"), std::string::npos) << event;
}

TEST_F(Own, accesses_name_who_asked_and_no_employee) {
    site.user = policy::User{.subject = "suzuki", .job = "care_manager"};
    site.get("/fhir/Bundle/" + card, "manager"); // refused: no registration
    site.get("/fhir/Bundle/" + card, "town");
    log_in();
    page();
    const Response own = page("/my/access");
    ASSERT_EQ(own.status, 200) << own.body;
    EXPECT_TRUE(has(own, "架空市（市町村）")) << own.body;
    EXPECT_TRUE(has(own, "あなた（市民ポータル から）")) << own.body;
    EXPECT_TRUE(has(own, "文書の閲覧"));
    EXPECT_FALSE(has(own, "suzuki"));
    log_in(hanako_number, "legal_representative");
    EXPECT_EQ(page("/my/access").status, 404) << "for the person alone";
    log_in();
    must(ledger::change_state(site.store(), subject(), {.hidden = sharing::Hidden::history}));
    EXPECT_EQ(page("/my/access").status, 404) << "who asked says where the person is";
    EXPECT_EQ(page().status, 200);
}

// 52,000 of them made a page of 50,000 events forget who had read.
TEST_F(Own, accesses_of_others_are_not_pushed_out_by_requests_that_find_nothing) {
    site.get("/fhir/Bundle/" + card, "town");
    must(site.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
        for (int i = 0; i < 52'000; ++i) {
            TRY_VOID(transaction.audit({.at = site.clock.now() + i,
                                        .interaction = "read",
                                        .outcome = audit::Outcome::minor,
                                        .reason = "no-such-document",
                                        .peer = "manager",
                                        .document = "01990000-0000-7000-8000-000000000000"}));
        }
        for (int i = 0; i < 3'000; ++i) {
            TRY_VOID(transaction.audit({.at = site.clock.now() + i,
                                        .action = audit::Action::query,
                                        .interaction = "search-type",
                                        .peer = "manager",
                                        .person = seal::to_hex(subject().person),
                                        .query = "date=" + std::to_string(i)}));
        }
        return {};
    }));
    const Response own = page("/my/access");
    ASSERT_EQ(own.status, 200) << own.body;
    EXPECT_TRUE(has(own, "文書の閲覧")) << own.body;
    EXPECT_TRUE(has(own, "架空市（市町村）"));
    EXPECT_FALSE(has(own, "この期間に、求めた記録はありません"));
    EXPECT_FALSE(has(own, "文書の検索・一覧")) << "what found nothing is not listed";
    EXPECT_TRUE(has(own, "拒否された要求が 3000 件ありました")) << own.body;
}

// A page that is printed may lie open.
TEST_F(Own, accesses_say_nothing_of_protective_measures_that_were_lifted) {
    must(site.store().write([&](store::Transaction& transaction) {
        return transaction.audit({.at = site.clock.now(),
                                  .interaction = "read",
                                  .peer = "manager",
                                  .document = *base::document_of_logical_id(card),
                                  .version = 1,
                                  .ground = "2026-03-18/reads_with_consent/plan_maker/part_without_places"});
    }));
    const Response own = page("/my/access");
    EXPECT_TRUE(has(own, "文書の閲覧")) << own.body;
    EXPECT_FALSE(has(own, "支援措置")) << own.body;
}

TEST_F(Own, consent_is_given_and_withdrawn_once_each) {
    const std::size_t before = site.events().size();
    const std::string form = form_in(page());
    EXPECT_EQ(send("give", form).status, 303);
    EXPECT_NE(site.events().back().find("consent-give"), std::string::npos) << site.events().back();
    EXPECT_NE(site.events().back().find("\"portal\""), std::string::npos);
    EXPECT_EQ(site.events().size(), before + 2) << "the page and the consent";
    EXPECT_EQ(send("give", form).status, 303) << "twice";
    EXPECT_TRUE(has(page(), "現在、同意しています"));
    const auto records =
        must(site.store().read_value<store::PersonRecords>([&](const store::Snapshot& snapshot) {
            return store::person_records(snapshot, subject().person, {});
        }));
    ASSERT_EQ(records.consents.size(), 1U);
    const sharing::Consent& given = records.consents.front().record;
    EXPECT_EQ(given.channel, sharing::ConsentChannel::browser);
    EXPECT_EQ(given.given_by, sharing::Agent::person);
    EXPECT_EQ(given.taker, (policy::Number{"insurer", "990010"}));
    EXPECT_EQ(send("withdraw", form).status, 303);
    EXPECT_EQ(send("withdraw", form).status, 303) << "twice";
    EXPECT_TRUE(has(page(), "現在、同意していません"));
    EXPECT_TRUE(has(page(), "取り消し"));
}

// A window that stayed open, or a page that the browser kept.
TEST_F(Own, consent_is_not_given_again_by_a_page_from_before_its_withdrawal) {
    const std::string first = form_in(page());
    EXPECT_EQ(send("give", first).status, 303);
    const std::string given = form_in(page());
    site.clock.pass(1000);
    EXPECT_EQ(send("withdraw", given).status, 303);
    for (const std::string& old : {first, given}) {
        const Response refused = send("give", old);
        EXPECT_EQ(refused.status, 409) << refused.body;
        EXPECT_TRUE(has(refused, "ページを開き直し")) << refused.body;
        EXPECT_EQ(send("withdraw", old).status, 303) << "a no is heard from any page";
    }
    EXPECT_TRUE(has(page(), "現在、同意していません"));
    site.clock.pass(1000);
    EXPECT_EQ(send("give", form_in(page())).status, 303);
    EXPECT_TRUE(has(page(), "現在、同意しています"));
    must(ledger::withdraw_consent(site.store(), subject().person, {}, sharing::Agent::person, {}));
    site.clock.pass(1000);
    EXPECT_EQ(send("give", form_in(page())).status, 303) << "which shows that the municipality withdrew it";
    EXPECT_TRUE(has(page(), "現在、同意しています"));
}

// By a node whose clock is ahead.
TEST_F(Own, consent_that_a_withdrawal_outranks_decides_nothing_and_says_so) {
    EXPECT_EQ(send("give", form_in(page())).status, 303);
    site.clock.pass(10'000);
    must(ledger::withdraw_consent(site.store(), subject().person, {}, sharing::Agent::person, {}));
    site.clock.pass(-5000);
    const Response answer = send("give", form_in(page()));
    EXPECT_EQ(answer.status, 409);
    EXPECT_TRUE(has(answer, "効力がありません")) << answer.body;
    EXPECT_TRUE(has(page(), "現在、同意していません"));
}

TEST_F(Own, consents_stand_under_the_days_that_they_bear) {
    EXPECT_EQ(send("give", form_in(page())).status, 303); // on 2026-06-15
    site.clock.set(*time::parse_instant_or_day("2026-06-20"));
    must(ledger::enter_consent(site.store(), subject(),
                               {.taker = {"insurer", "990010"},
                                .permits = false,
                                .given_at = *time::parse_instant_or_day("2026-06-10")}));
    const Response shown = page();
    EXPECT_TRUE(has(shown, "現在、同意していません"));
    EXPECT_TRUE(has(shown, "2026年6月15日 同意")) << shown.body;
    EXPECT_TRUE(has(shown, "2026年6月10日 不同意"));
}

TEST_F(Own, consent_needs_a_form_of_this_login_that_is_not_old) {
    const std::string form = form_in(page());
    EXPECT_EQ(problem(site.post("/my/consent", "act=give&sure=yes", form_type, "portal")),
              "own-form-expired");
    log_in(hanako_number, {}, "login-8");
    EXPECT_EQ(send("give", form).status, 403) << "another login";
    log_in();
    EXPECT_EQ(problem(site.post("/my/consent", "act=give&form=" + form, form_type, "portal")),
              "own-form-wrong");
    site.clock.set(site.clock.now() + 31 * 60'000);
    EXPECT_EQ(send("give", form).status, 403) << "too old";
    EXPECT_TRUE(has(page(), "現在、同意していません"));
    log_in(hanako_number, "family");
    const std::string of_family = "1.x";
    EXPECT_EQ(send("give", of_family).status, 403);
}

} // namespace
} // namespace renkei::server::own_view_test
