// A document of which the hub opens some kinds of information: what a reader finds of it, by every route.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/mhd/metadata/logical_id.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <regex>

namespace renkei::server::part_test {
namespace {

using documents::must;

const std::string form_type = "application/x-www-form-urlencoded";

// The town asks the clinic for an opinion, and the person consents: the clinic may read the card, and neither
// the certificate of the burden ratio nor that of the burden limit.
class PartOfCard : public testing::Test {
protected:
    PartOfCard() {
        const auto access = std::filesystem::path(RENKEI_SOURCE) / "mappings/access";
        site.gateway().set_hub(
            std::make_shared<const access::Hub>(access::Hub{must(sharing::Matrix::load(access))}));
        site.clock.set(*time::parse_instant_or_day("2026-06-15"));
        site.add({.id = "town",
                  .role = policy::Role::municipality,
                  .numbers = {{"insurer", "990010"}, {"office", "9970102001"}}});
        site.add({.id = "asked", .role = policy::Role::clinic, .numbers = {{"institution", "1319999981"}}});
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
        return must(ledger::subject_of(
            site.store(), *documents::parse_person(fmt::format("insurer:990010|{}", hanako)), {}));
    }
    void ask_for_opinion() {
        must(ledger::enter(site.store(), ledger::opinion_request, subject(),
                           {.institution = {"institution", "1319999981"},
                            .sent = time::day_in_japan(site.clock.now()),
                            .due = time::day_in_japan(site.clock.now())}));
    }
    void consent() {
        must(ledger::enter_consent(site.store(), subject(),
                                   {.taker = {"insurer", "990010"}, .given_at = site.clock.now()}));
    }
    void open() {
        ask_for_opinion();
        consent();
    }
    Response search(std::string_view type) {
        const std::string name = type == "Patient" ? "identifier" : "patient.identifier";
        return site.post(fmt::format("/fhir/{}/_search", type),
                         fmt::format("{}={}%7C990010.{}", name, insured_system, hanako), form_type, "asked");
    }
    Response eligibility() {
        return site.post(
            "/fhir/CoverageEligibilityRequest/$submit",
            fmt::format(R"({{"resourceType":"CoverageEligibilityRequest","purpose":["benefits"],)"
                        R"("patient":{{"identifier":{{"system":"{}","value":"990010.{}"}}}}}})",
                        insured_system, hanako),
            "application/fhir+json", "asked");
    }
    static bool says(const Response& response, std::string_view word) {
        return response.body.find(word) != std::string::npos;
    }

    static bool has_header(const Response& response, std::string_view name) {
        return std::ranges::any_of(response.headers, [&](const auto& each) { return each.first == name; });
    }

    Site site;
    std::string card; // logical id
};

constexpr std::string_view of_card = "試験地域包括支援センター"; // an office on the card
constexpr std::string_view of_ratio = "2025-12-31";
constexpr std::string_view of_limit = "1370";

TEST_F(PartOfCard, is_read_by_id_as_a_bundle_and_its_resources) {
    open();
    const Response bundle = site.get("/fhir/Bundle/" + card, "asked");
    ASSERT_EQ(bundle.status, 200) << bundle.body;
    EXPECT_TRUE(says(bundle, of_card));
    EXPECT_TRUE(says(bundle, "SUBSETTED"));
    EXPECT_FALSE(says(bundle, of_ratio));
    EXPECT_FALSE(says(bundle, of_limit));
    const Response whole = site.get("/fhir/Bundle/" + card, "town");
    EXPECT_TRUE(says(whole, of_ratio));
    EXPECT_TRUE(says(whole, of_limit));
    EXPECT_FALSE(says(whole, "SUBSETTED"));
    for (const std::string path : {"Composition/{}.0", "Patient/{}.1", "Binary/{}", "DocumentReference/{}",
                                   "Bundle/{}/_history", "Bundle/{}/_history/1"}) {
        const Response seen = site.get("/fhir/" + fmt::format(fmt::runtime(path), card), "asked");
        EXPECT_EQ(seen.status, 200) << path << seen.body;
        EXPECT_FALSE(says(seen, of_ratio)) << path;
        EXPECT_FALSE(says(seen, of_limit)) << path;
        EXPECT_FALSE(has_header(seen, "ETag")) << path << ": what is in it depends on the reader";
    }
    EXPECT_EQ(site.get("/fhir/Bundle/" + card, "asked", {{"If-None-Match", "*"}}).status, 200);
    const std::string event = site.events().back();
    EXPECT_NE(event.find("2026-03-18/reads_with_consent/other/part"), std::string::npos) << event;
}

TEST_F(PartOfCard, has_a_page_that_leads_to_nothing_but_itself_and_its_fhir) {
    open();
    const std::string path = "/documents/" + mhd::parse_logical_id(card)->document;
    const Response page = site.get(path, "asked", {{"Accept", "text/html"}});
    ASSERT_EQ(page.status, 200) << page.body;
    const std::size_t begin = page.body.find("<nav class=\"views\"");
    const std::string nav = page.body.substr(begin, page.body.find("</nav>", begin) - begin);
    EXPECT_NE(nav.find("本文"), std::string::npos) << nav;
    EXPECT_NE(nav.find(path + "?_format=json\" download>"), std::string::npos) << nav;
    EXPECT_EQ(nav.find("<li>", nav.find("<li>", nav.find("<li>") + 1) + 1), std::string::npos) << nav;
    for (const std::string end : {"/person", "/set", "/deliveries", "/set?_format=html"}) {
        EXPECT_EQ(site.get(path + end, "asked", {{"Accept", "text/html"}}).status, 404) << end;
    }
    EXPECT_EQ(site.get(path + "?_format=csv", "asked").status, 406) << "nor the file as it came";
}

// Nothing but the number of the insured person is in the part of a hidden person, so by nothing else is it
// found.
TEST_F(PartOfCard, of_who_is_hidden_is_not_found_by_a_number_that_is_left_out) {
    const std::string local =
        "https%3A%2F%2Frenkei.example.jp%2Ffhir%2FIdSystem%2Foffice-user-no%2F9970100013%7C00012345";
    open();
    const auto found = [&](const std::string& more) {
        return total(site.post("/fhir/DocumentReference/_search", "_id=" + card + more, form_type, "asked"));
    };
    EXPECT_EQ(found(""), 1U);
    EXPECT_EQ(found("&patient.identifier=" + local), 1U) << "the part has it";
    must(ledger::change_state(site.store(), subject(), {.hidden = sharing::Hidden::history}));
    EXPECT_EQ(found(""), 1U);
    EXPECT_EQ(found("&patient.identifier=" + local), 0U);
    EXPECT_EQ(found(fmt::format("&patient.identifier={}%7C990010.{}", insured_system, hanako)), 1U);
}

// That there is a certificate is nothing for who may not read it.
TEST_F(PartOfCard, is_not_there_where_the_document_has_nothing_of_what_is_open) {
    open();
    auto limit = Json::parse(documents::file("insured_card/full.json"));
    for (const char* const item :
         {"care_level", "cert_date", "cert_start", "cert_end", "limit_start", "limit_end", "limit_units",
          "type_limit", "board_opinion", "restriction", "cm_office", "facility", "card_issue_date",
          "insured_category", "residence_exception", "residence_exception_facility",
          "facility_municipality_no"}) {
        limit.erase(item);
    }
    limit["document_id"] = "LIMIT-ALONE";
    const std::string alone = site.submit(limit.dump(), "town");
    EXPECT_EQ(site.get("/fhir/Bundle/" + alone, "town").status, 200);
    for (const std::string path :
         {"Bundle/{}", "Binary/{}", "DocumentReference/{}", "Patient/{}.1", "Bundle/{}/_history"}) {
        EXPECT_EQ(site.get("/fhir/" + fmt::format(fmt::runtime(path), alone), "asked").status, 404) << path;
    }
    EXPECT_EQ(total(search("DocumentReference")), 1U) << "the card";
    EXPECT_EQ(search("DocumentReference").body.find(alone), std::string::npos);
    EXPECT_EQ(total(site.get("/fhir/DocumentReference?_id=" + alone, "asked")), 0U);
}

TEST_F(PartOfCard, has_no_size_and_hash_in_its_reference) {
    open();
    const Json reference = json_of(site.get("/fhir/DocumentReference/" + card, "asked"));
    const Json& attachment = reference["content"][0]["attachment"];
    EXPECT_EQ(attachment["contentType"], "application/fhir+json");
    EXPECT_FALSE(attachment.contains("size"));
    EXPECT_FALSE(attachment.contains("hash"));
    EXPECT_TRUE(
        json_of(site.get("/fhir/DocumentReference/" + card, "town"))["content"][0]["attachment"].contains(
            "hash"));
}

TEST_F(PartOfCard, is_searched_by_what_it_shows) {
    open();
    EXPECT_EQ(total(search("DocumentReference")), 1U);
    EXPECT_EQ(total(search("Patient")), 1U);
    const Response coverages = search("Coverage");
    EXPECT_GT(total(coverages), 0U);
    EXPECT_FALSE(says(coverages, of_ratio));
    EXPECT_FALSE(says(coverages, of_limit));
    EXPECT_EQ(total(search("CareTeam")), 1U);
    const Json found = json_of(coverages);
    for (const Json& entry : found["entry"]) {
        EXPECT_EQ(entry["resource"]["meta"]["tag"][0]["code"], "SUBSETTED");
    }
    EXPECT_TRUE(says(search("DocumentReference"), "SUBSETTED"));
    const std::string patient = json_of(search("Patient"))["entry"][0]["resource"]["id"];
    EXPECT_GT(total(site.get("/fhir/Coverage?patient=Patient/" + patient, "asked")), 0U) << "as it refers to";
}

TEST_F(PartOfCard, answers_eligibility_and_never_that_a_certificate_says_nothing) {
    open();
    const Response seen = eligibility();
    ASSERT_EQ(seen.status, 200) << seen.body;
    EXPECT_TRUE(says(seen, "care-level")) << seen.body;
    EXPECT_FALSE(says(seen, of_ratio));
    EXPECT_FALSE(says(seen, "blank")) << seen.body;
}

TEST_F(PartOfCard, is_nothing_without_consent_or_request) {
    const auto expect_nothing = [&](const std::string& why) {
        EXPECT_EQ(site.get("/fhir/Bundle/" + card, "asked").status, 404) << why;
        EXPECT_EQ(site.get("/fhir/Binary/" + card, "asked").status, 404) << why;
        EXPECT_EQ(total(search("DocumentReference")), 0U) << why;
        EXPECT_EQ(eligibility().status, 404) << why;
    };
    expect_nothing("nothing");
    ask_for_opinion();
    expect_nothing("no consent");
    consent();
    EXPECT_EQ(site.get("/fhir/Bundle/" + card, "asked").status, 200);
}

// The insurer asked the clinic, so its relation is proved.
TEST_F(PartOfCard, says_no_place_of_who_is_hidden) {
    open();
    must(ledger::change_state(site.store(), subject(), {.hidden = sharing::Hidden::history}));
    const Response seen = site.get("/fhir/Bundle/" + card, "asked");
    ASSERT_EQ(seen.status, 200) << seen.body;
    EXPECT_TRUE(says(seen, "連携"));
    EXPECT_TRUE(says(seen, "masked")) << "the author";
    for (const std::string_view word : {of_card, of_ratio, of_limit, std::string_view("見本荘")}) {
        EXPECT_FALSE(says(seen, word)) << word;
        EXPECT_FALSE(says(eligibility(), word)) << word;
    }
    EXPECT_FALSE(says(eligibility(), "unknown")) << "an office that is left out is not unknown";
    EXPECT_TRUE(says(eligibility(), "partial")) << eligibility().body;
}

// A part is made of the part alone: two senders, who say the same of the person, and differ in all that they
// say of themselves.
TEST_F(PartOfCard, of_who_is_hidden_is_the_same_for_every_sender) {
    open();
    must(ledger::change_state(site.store(), subject(), {.hidden = sharing::Hidden::history}));
    auto one = Json::parse(documents::file("insured_card/full.json"));
    one["document_id"] = "OF-THE-TOWN";
    auto other = one;
    for (const auto& [member, value] : {std::pair("document_id", "OF-ANOTHER-OFFICE"),
                                        {"sender_office_no", "9970100013"},
                                        {"sender_service_type", "43"},
                                        {"sender_name", "架空居宅介護支援事業所"},
                                        {"sender_person", "別人　五郎"},
                                        {"sender_phone", "00-0000-7777"},
                                        {"sender_fax", "00-0000-8888"},
                                        {"receiver_office_no", "9970199999"},
                                        {"local_patient_id", "00099999"}}) {
        other[member] = value;
    }
    const std::string ids[] = {site.submit(one.dump(), "town"), site.submit(other.dump(), "network")};
    // Names that are made of the document's id here.
    const std::function<void(Json&)> forget_names = [&](Json& node) {
        if (const std::string type = node.is_object() ? node.value("resourceType", "") : "";
            type == "List" || type == "DocumentReference" || type == "Provenance") {
            for (const char* const member : {"identifier", "masterIdentifier", "entity"}) {
                node.erase(member);
            }
        }
        for (Json& each : node) {
            if (each.is_structured()) {
                forget_names(each);
            }
        }
    };
    const auto seen = [&](const std::string& id, const std::string& path) {
        const Response response = site.get(fmt::format(fmt::runtime(path), id), "asked");
        Json body = json_of(response);
        forget_names(body);
        std::string out = fmt::format("{} {}", response.status, body.dump());
        for (const auto& [name, value] : response.headers) {
            out += fmt::format("\n{}: {}", name, value);
        }
        return std::regex_replace(out, std::regex(id), "ID");
    };
    const Json bundle = json_of(site.get("/fhir/Bundle/" + ids[0], "asked"));
    std::vector<std::string> paths{"/fhir/Bundle/{}",     "/fhir/Bundle/{}/_history",
                                   "/fhir/Binary/{}",     "/fhir/List/{}",
                                   "/fhir/Provenance/{}", "/fhir/DocumentReference/{}",
                                   "/fhir/List?_id={}",   "/fhir/DocumentReference?_id={}"};
    for (std::size_t number = 0; number < bundle["entry"].size(); ++number) {
        paths.push_back(fmt::format("/fhir/{}/{{}}.{}",
                                    bundle["entry"][number]["resource"]["resourceType"].get<std::string>(),
                                    number));
    }
    for (const std::string& path : paths) {
        EXPECT_TRUE(seen(ids[0], path).starts_with("200")) << path;
        EXPECT_EQ(seen(ids[0], path), seen(ids[1], path)) << path;
    }
    const std::string list = site.get("/fhir/List/" + ids[0], "asked").body;
    EXPECT_NE(list.find("\"masked\""), std::string::npos) << list;
}

TEST_F(PartOfCard, is_in_no_view_that_joins_documents) {
    open();
    const std::string person = fmt::format("{}%7C990010.{}", insured_system, hanako);
    EXPECT_EQ(site.get("/fhir/Patient/$summary?identifier=" + person, "asked").status, 404);
    EXPECT_EQ(site.get("/fhir/Patient/$summary?identifier=" + person, "town").status, 200);
}

} // namespace
} // namespace renkei::server::part_test
