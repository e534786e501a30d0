// What the care hub opens and closes, through every route that gives documents out.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/states.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

namespace renkei::server::sharing_test {
namespace {

using documents::must;

// A number that no document names.
constexpr std::string_view nameless = "0000009998";

// Renkei's sample person has an insured card of the town, which names the office of "manager"; "stranger" is
// another office.
class Sharing : public testing::Test {
protected:
    Sharing() {
        const auto access = std::filesystem::path(RENKEI_SOURCE) / "mappings/access";
        site.gateway().set_hub(
            std::make_shared<const access::Hub>(access::Hub{must(sharing::Matrix::load(access))}));
        site.user = policy::User{.subject = "suzuki", .job = "care_manager"};
        site.clock.set(*time::parse_instant_or_day("2026-06-15"));
        site.add({.id = "town",
                  .role = policy::Role::municipality,
                  .numbers = {{"insurer", "990010"}, {"office", "9970102001"}}});
        must(ledger::change_insurer(site.store(), "990010", [](const sharing::Insurer& before) {
            sharing::Insurer after = before;
            after.state = sharing::InsurerState::live;
            after.live_from = time::parse_date("2026-04-01");
            return diag::Result<sharing::Insurer>(after);
        }));
        card = site.submit(documents::file("insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV"),
                           "town");
    }
    ledger::Subject subject() {
        return must(
            ledger::subject_of(site.store(), *documents::parse_person("insurer:990010|" + insured), {}));
    }
    void registration(const std::string& office = "9970199999") {
        must(ledger::enter(site.store(), ledger::registration_add, subject(),
                           {.office = {"office", office},
                            .service_type = "43",
                            .identity = sharing::IdentityCheck{.at = site.clock.now(), .user = "u"},
                            .from = time::day_in_japan(site.clock.now()),
                            .makes_plan = true}));
    }
    void hide() { must(ledger::change_state(site.store(), subject(), {.hidden = sharing::Hidden::history})); }

    // Every way to ask for this document and this person.
    std::vector<std::pair<std::string, Response>> ask(const std::string& id, const std::string& number,
                                                      std::string_view peer) {
        const std::string person = fmt::format("{}%7C990010.{}", insured_system, number);
        const std::string form = "application/x-www-form-urlencoded";
        const std::string match = fmt::format(
            R"({{"resourceType":"Parameters","parameter":[{{"name":"resource","resource":)"
            R"({{"resourceType":"Patient","identifier":[{{"system":"{}","value":"990010.{}"}}]}}}}]}})",
            insured_system, number);
        std::vector<std::pair<std::string, Response>> out;
        for (const std::string path : {"Bundle/{}", "Bundle/{}/_history", "Bundle/{}/_history/1", "Binary/{}",
                                       "DocumentReference/{}", "Patient/{}.1", "Composition/{}.0"}) {
            out.emplace_back(path, site.get("/fhir/" + fmt::format(fmt::runtime(path), id), peer));
        }
        for (const std::string_view type :
             {"DocumentReference", "Patient", "Coverage", "List", "Provenance"}) {
            const std::string parameter = type == "Patient" ? "identifier" : "patient.identifier";
            out.emplace_back(fmt::format("search {}", type),
                             site.post(fmt::format("/fhir/{}/_search", type),
                                       fmt::format("{}={}", parameter, person), form, peer));
        }
        out.emplace_back("include",
                         site.post("/fhir/DocumentReference/_search",
                                   fmt::format("patient.identifier={}&_include=DocumentReference:patient"
                                               "&_revinclude=Provenance:target",
                                               person),
                                   form, peer));
        out.emplace_back("by id", site.get(fmt::format("/fhir/DocumentReference?_id={}", id), peer));
        out.emplace_back("summary", site.get("/fhir/Patient/$summary?identifier=" + person, peer));
        out.emplace_back(
            "eligibility",
            site.post("/fhir/CoverageEligibilityRequest/$submit",
                      fmt::format(R"({{"resourceType":"CoverageEligibilityRequest","purpose":["benefits"],)"
                                  R"("patient":{{"identifier":{{"system":"{}","value":"990010.{}"}}}}}})",
                                  insured_system, number),
                      "application/fhir+json", peer));
        out.emplace_back("match", site.post("/fhir/Patient/$match", match, "application/fhir+json", peer));
        out.emplace_back("pix", site.get("/fhir/Patient/$ihe-pix?sourceIdentifier=" + person, peer));
        return out;
    }

    // The answer, with what was asked for taken out, and what differs each time.
    static std::string without_names(const Response& response, const std::string& id,
                                     const std::string& number) {
        std::string out = fmt::format("{} {} {}", response.status, response.media_type, response.body);
        for (const auto& [name, value] : response.headers) {
            out += fmt::format("\n{}: {}", name, value);
        }
        for (const std::string& each : {id, number}) {
            for (std::size_t at = out.find(each); at != std::string::npos; at = out.find(each)) {
                out.replace(at, each.size(), "ASKED");
            }
        }
        return out;
    }
    // Nothing differs from what is answered about a document and a person that are not there.
    void expect_nothing(std::string_view peer) {
        std::string other = card;
        other[3] = other[3] == '0' ? '1' : '0';
        const auto real = ask(card, insured, peer);
        const auto none = ask(other, std::string(nameless), peer);
        for (std::size_t i = 0; i < real.size(); ++i) {
            EXPECT_EQ(without_names(real[i].second, card, insured),
                      without_names(none[i].second, other, std::string(nameless)))
                << real[i].first << " as " << peer;
        }
    }
    static bool shows(const Response& response, const std::string& id) {
        return response.status == 200 && response.body.find(id) != std::string::npos;
    }

    Site site;
    std::string card; // logical id
    const std::string insured{hanako};
};

TEST_F(Sharing, reveals_nothing_to_an_office_that_is_not_registered) { expect_nothing("stranger"); }

TEST_F(Sharing, closes_to_the_receiver_what_it_needs_a_registration_for) {
    expect_nothing("manager");
    registration("9970100013");
    EXPECT_TRUE(shows(site.get("/fhir/DocumentReference/" + card), card));
}

TEST_F(Sharing, opens_every_route_to_an_office_that_is_registered) {
    registration();
    for (const auto& [path, response] : ask(card, insured, "stranger")) {
        EXPECT_EQ(response.status, 200) << path << " " << response.body.substr(0, 300);
        if (path.starts_with("search") || path == "include" || path == "by id") {
            EXPECT_GT(total(response), 0U) << path;
        }
    }
    const std::string event = site.events().back();
    EXPECT_NE(event.find("2026-03-18/reads_without_consent/registered"), std::string::npos) << event;
}

TEST_F(Sharing, ends_with_the_registration) {
    registration();
    EXPECT_TRUE(shows(site.get("/fhir/DocumentReference/" + card, "stranger"), card));
    const auto records =
        must(site.store().read_value<store::PersonRecords>([&](const store::Snapshot& snapshot) {
            return store::person_records(snapshot, subject().person, {});
        }));
    site.clock.pass(1);
    must(ledger::end_registration(site.store(), subject().person, records.registrations.front().record.id,
                                  sharing::RegistrationEnd::person, std::nullopt));
    expect_nothing("stranger");
}

// Of the three cards of the form, one is open to care managers alone.
TEST_F(Sharing, needs_the_job_of_the_user) {
    constexpr std::string_view of_card = "試験地域包括支援センター";
    registration();
    EXPECT_NE(site.get("/fhir/Bundle/" + card, "stranger").body.find(of_card), std::string::npos);
    site.user.reset();
    for (const auto& [path, response] : ask(card, insured, "stranger")) {
        EXPECT_EQ(response.body.find(of_card), std::string::npos) << path;
    }
    EXPECT_NE(site.get("/fhir/Bundle/" + card, "stranger").body.find("SUBSETTED"), std::string::npos);
}

TEST_F(Sharing, finds_none_who_is_hidden_but_for_the_insurer) {
    hide();
    expect_nothing("stranger");
    EXPECT_TRUE(shows(site.get("/fhir/DocumentReference/" + card, "town"), card));
}

// Addresses, telephones, names and numbers of offices, in whatever way it asks.
TEST_F(Sharing, shows_a_registered_office_of_who_is_hidden_no_place) {
    hide();
    registration();
    std::size_t shown = 0;
    for (const auto& [path, response] : ask(card, insured, "stranger")) {
        shown += response.body.find("SUBSETTED") != std::string::npos ? 1 : 0;
        for (const std::string_view place :
             {"架空県", "見本荘", "000-0001", "00-0000-0001", "9970102001", "9970100013", "9970101011",
              "支援　一郎", "見本居宅", "架空ケアプランセンター", "特別養護老人ホーム見本", "990028",
              "見本市介護保険課", "00-0000-5000", "見本　市子", "FIX-FULL"}) {
            EXPECT_EQ(response.body.find(place), std::string::npos) << path << ": " << place;
        }
        for (const auto& [name, value] : response.headers) {
            EXPECT_EQ(value.find("FIX-FULL"), std::string::npos) << path << name;
        }
    }
    EXPECT_GT(shown, 2U);
    EXPECT_TRUE(shows(site.get("/fhir/DocumentReference/" + card, "stranger"), card));
    EXPECT_TRUE(shows(site.get("/fhir/Patient/" + card + ".1", "stranger"), "連携"));
}

TEST_F(Sharing, shows_nothing_of_who_is_hidden_to_an_office_that_registered_itself) {
    const auto access = std::filesystem::path(RENKEI_SOURCE) / "mappings/access";
    site.gateway().set_hub(std::make_shared<const access::Hub>(
        access::Hub{.matrix = must(sharing::Matrix::load(access)), .office_entry = true}));
    registration();
    EXPECT_EQ(site.get("/fhir/Bundle/" + card, "stranger").status, 200);
    hide();
    EXPECT_EQ(site.get("/fhir/Bundle/" + card, "stranger").status, 404);
}

TEST_F(Sharing, audits_why_nothing_was_read) {
    site.get("/fhir/Bundle/" + card, "stranger");
    const std::string event = site.events().back();
    EXPECT_NE(event.find("2026-03-18/not_registered"), std::string::npos) << event;
}

TEST_F(Sharing, is_off_until_it_is_switched_on) {
    site.gateway().set_hub(nullptr);
    EXPECT_TRUE(shows(site.get("/fhir/DocumentReference/" + card), card)) << "the receiver";
    registration();
    EXPECT_EQ(site.get("/fhir/Bundle/" + card, "stranger").status, 404);
}

} // namespace
} // namespace renkei::server::sharing_test
