// Creating again, versions, searches, syntaxes, and a gateway that does not offer records.
#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/http/request_target.h"

#include "tests/server_records/kit.h"

#include <set>

namespace renkei::server::requests_test {
namespace {

constexpr base::Millis hour = 60 * 60 * 1000;

TEST(Create, of_the_same_again_changes_nothing) {
    RecordsKit kit;
    const Json registration = registration_of(kit);
    const Json entered = kit.entered("EpisodeOfCare", registration, "manager");
    const Json consent = consent_of(kit);
    const Json given = kit.entered("Consent", consent, "town");
    kit.site.clock.pass(hour);
    const Response again = kit.post("EpisodeOfCare", registration, "manager");
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(Json::parse(again.body), entered);
    const Response consent_again = kit.post("Consent", consent, "town");
    EXPECT_EQ(consent_again.status, 200);
    EXPECT_EQ(Json::parse(consent_again.body), given);
    EXPECT_EQ(kit.found("EpisodeOfCare", "town").size(), 1U);
    EXPECT_EQ(kit.found("Consent", "town").size(), 1U);
}

TEST(Create, of_a_second_registration_in_the_same_time_is_a_conflict) {
    RecordsKit kit;
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    kit.site.clock.pass(hour);
    const Response other = kit.post("EpisodeOfCare", registration_of(kit), "manager");
    EXPECT_EQ(other.status, 409);
    EXPECT_EQ(code_of(other), "registration-doubled");
}

TEST(Create, of_the_same_office_and_day_with_other_members_is_a_conflict) {
    RecordsKit kit;
    const Json registration = registration_of(kit);
    (void)kit.entered("EpisodeOfCare", registration, "manager");
    Json shorter = registration;
    shorter["period"]["end"] = "2027-12-31";
    Json seen_for_less = registration;
    part(seen_for_less, "viewUntil")["valueDate"] = "2027-06-30";
    Json claimed = registration;
    part(claimed, "lastService")["valueDate"] = "2027-01";
    for (const Json& other : {shorter, seen_for_less, claimed}) {
        const Response response = kit.post("EpisodeOfCare", other, "manager");
        EXPECT_EQ(response.status, 409) << other;
        EXPECT_EQ(code_of(response), "registration-doubled");
    }
    EXPECT_EQ(kit.found("EpisodeOfCare", "town").size(), 1U);
}

TEST(Create, of_what_has_ended_enters_it_again) {
    RecordsKit kit;
    const Json registration = registration_of(kit);
    Json ended = kit.entered("EpisodeOfCare", registration, "manager");
    ended["status"] = "finished";
    part(ended, "endedWhy")["valueCode"] = "office";
    ASSERT_EQ(kit.put("EpisodeOfCare", ended, "manager").status, 200);
    EXPECT_NE(kit.entered("EpisodeOfCare", registration, "manager")["id"], ended["id"]);
    EXPECT_EQ(kit.found("EpisodeOfCare", "town").size(), 2U);
}

TEST(Create, of_a_refusal_by_its_day_counts_to_the_end_of_it_and_is_entered_once) {
    RecordsKit kit;
    Json refusal = consent_of(kit);
    refusal["provision"]["type"] = "deny";
    refusal["provision"].erase("purpose");
    refusal["dateTime"] = time::day_in_japan(kit.now()).text();
    const Json entered = kit.entered("Consent", refusal, "town");
    EXPECT_EQ(entered["dateTime"], time::instant(kit.now()));
    kit.site.clock.pass(1000);
    EXPECT_EQ(kit.post("Consent", refusal, "town").status, 200);
    EXPECT_EQ(kit.found("Consent", "town").size(), 1U);
}

TEST(Create, refuses_what_contradicts_itself) {
    RecordsKit kit;
    const auto code = [&](const std::string& pointer, const Json& value) {
        Json consent = consent_of(kit);
        consent[Json::json_pointer(pointer)] = value;
        const Response response = kit.post("Consent", consent, "town");
        EXPECT_EQ(response.status, 422) << response.body;
        return code_of(response);
    };
    EXPECT_EQ(code("/dateTime", "2099-01-01T00:00:00+09:00"), "moment-ahead");
    EXPECT_EQ(code("/provision/period", Json{{"start", "2027-02-01"}, {"end", "2027-01-31"}}),
              "period-backwards");
    EXPECT_EQ(code("/status", "inactive"), "sharing-record-wrong");
    Json refusal = consent_of(kit);
    refusal["provision"]["type"] = "deny";
    EXPECT_EQ(code_of(kit.post("Consent", refusal, "town")), "refusal-of-part") << "of care alone";
    Json active = registration_of(kit);
    active["period"]["start"] = "2027-03-01";
    EXPECT_EQ(code_of(kit.post("EpisodeOfCare", active, "manager")), "sharing-record-wrong");
    active["status"] = "planned";
    (void)kit.entered("EpisodeOfCare", active, "manager");
}

TEST(Create, of_a_consent_that_opens_nothing_says_so) {
    RecordsKit kit;
    Json by_family = consent_of(kit);
    by_family["contained"] = Json::parse(
        R"([{"resourceType":"RelatedPerson","id":"f","relationship":[{"coding":[{"system":"https://renkei.example.jp/fhir/CodeSystem/consent-ground","code":"family"}]}]}])");
    by_family["contained"][0]["patient"] = by_family["patient"];
    by_family["performer"] = Json::parse(R"([{"reference":"#f"}])");
    const Response response = kit.post("Consent", by_family, "town");
    ASSERT_EQ(response.status, 201) << response.body;
    EXPECT_EQ(header_of(response, "Warning"), "299 - \"consent-not-counted\"");
    (void)kit.entered("Consent", consent_of(kit), "town");
    Json older = consent_of(kit);
    older["dateTime"] = "2026-12-01T09:00:00+09:00";
    EXPECT_EQ(header_of(kit.post("Consent", older, "town"), "Warning"), "299 - \"consent-outranked\"");
}

TEST(Create, of_a_consent_whose_period_is_not_now_says_so) {
    RecordsKit kit;
    Json past = consent_of(kit);
    past["dateTime"] = "2026-12-01T09:00:00+09:00";
    past["provision"]["period"]["end"] = "2026-12-31";
    const Response taken = kit.post("Consent", past, "town");
    ASSERT_EQ(taken.status, 201) << taken.body;
    EXPECT_EQ(header_of(taken, "Warning"), "299 - \"consent-period-past\"");
    Json ahead = consent_of(kit);
    ahead["provision"]["period"]["start"] = "2099-01-01";
    EXPECT_EQ(header_of(kit.post("Consent", ahead, "town"), "Warning"), "299 - \"consent-not-begun\"");
}

// To leave the list out is to name all.
TEST(Create, of_a_consent_with_an_empty_list_is_refused) {
    RecordsKit kit;
    for (const char* const list : {"class", "actor", "purpose"}) {
        Json empty = consent_of(kit);
        empty["provision"][list] = Json::array();
        const Response response = kit.post("Consent", empty, "town");
        EXPECT_EQ(response.status, 422) << list;
        EXPECT_EQ(code_of(response), "sharing-record-wrong") << list;
        EXPECT_NE(text_of(response).find(list), std::string::npos) << text_of(response);
    }
}

// By a clock that is behind the one by which the person refused.
TEST(Create, of_a_consent_before_a_refusal_that_was_entered_says_so_and_opens_nothing) {
    RecordsKit kit;
    Json refusal = consent_of(kit);
    refusal["provision"] = {{"type", "deny"}};
    (void)kit.entered("Consent", refusal, "town");
    kit.site.clock.pass(-8000);
    const Response late = kit.post("Consent", consent_of(kit), "town");
    ASSERT_EQ(late.status, 201) << late.body;
    EXPECT_EQ(header_of(late, "Warning"), "299 - \"consent-outranked\"");
}

// An office whose registration ended has no right at a node whose clock is behind, either.
TEST(Rights, end_with_the_registration_whatever_the_clock_says) {
    RecordsKit kit;
    Json registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    const Json consent = kit.entered("Consent", consent_of(kit), "town");
    kit.site.clock.pass(60'000);
    ASSERT_EQ(kit.found("Consent", "manager").size(), 1U);
    registration["status"] = "finished";
    part(registration, "endedWhy")["valueCode"] = "office";
    ASSERT_EQ(kit.put("EpisodeOfCare", registration, "manager").status, 200);
    kit.site.clock.pass(-30'000);
    EXPECT_TRUE(kit.found("Consent", "manager").empty());
    EXPECT_EQ(kit.get("/fhir/Consent/" + consent["id"].get<std::string>(), "manager").status, 404);
}

TEST(Update, of_another_version_than_the_caller_knows_changes_nothing) {
    RecordsKit kit;
    Json registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    const std::string etag = "W/\"" + registration["meta"]["versionId"].get<std::string>() + "\"";
    part(registration, "lastService")["valueDate"] = "2026-12";
    const Response first = kit.put("EpisodeOfCare", registration, "manager", {{"If-Match", etag}});
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_NE(header_of(first, "ETag"), etag);
    part(registration, "lastService")["valueDate"] = "2027-01";
    const Response second = kit.put("EpisodeOfCare", registration, "manager", {{"If-Match", etag}});
    EXPECT_EQ(second.status, 412);
    EXPECT_EQ(code_of(second), "record-moved-on");
    EXPECT_EQ(kit.found("EpisodeOfCare", "manager")[0], Json::parse(first.body)) << "kept as it was";
}

// Without If-Match the body says in which version it was read.
TEST(Update, of_what_another_has_just_changed_is_to_read_it_again) {
    RecordsKit kit;
    const Json read = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    Json by_town = read;
    part(by_town, "makesPlan")["valueBoolean"] = true;
    ASSERT_EQ(kit.put("EpisodeOfCare", by_town, "town").status, 200);
    Json by_office = read;
    part(by_office, "lastService")["valueDate"] = "2026-12";
    const Response late = kit.put("EpisodeOfCare", by_office, "manager");
    EXPECT_EQ(late.status, 412);
    EXPECT_EQ(code_of(late), "record-moved-on");
    by_office["meta"].erase("versionId");
    EXPECT_EQ(code_of(kit.put("EpisodeOfCare", by_office, "manager")), "record-member-fixed")
        << "nothing says what it read";

    Json consent = kit.entered("Consent", consent_of(kit), "town");
    consent["status"] = "inactive";
    part(consent, "withdrawnBy")["valueCode"] = "person";
    ASSERT_EQ(kit.put("Consent", consent, "town").status, 200);
    EXPECT_EQ(kit.put("Consent", consent, "town").status, 200) << "the same again";
    Json other = consent;
    part(other, "withdrawnBy")["valueCode"] = "family";
    EXPECT_EQ(code_of(kit.put("Consent", other, "town")), "record-moved-on");
}

TEST(Update, that_says_what_is_kept_writes_nothing) {
    RecordsKit kit;
    const Json registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    const Response same = kit.put("EpisodeOfCare", registration, "manager");
    EXPECT_EQ(same.status, 200);
    EXPECT_EQ(header_of(same, "ETag"), "W/\"" + registration["meta"]["versionId"].get<std::string>() + "\"");
    const Json consent = kit.entered("Consent", consent_of(kit), "town");
    EXPECT_EQ(kit.put("Consent", consent, "town").status, 200);
}

TEST(Update, changes_only_what_it_can) {
    RecordsKit kit;
    const Json registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    Json other = registration;
    other["period"]["start"] = "2027-01-01";
    EXPECT_EQ(code_of(kit.put("EpisodeOfCare", other, "manager")), "record-member-fixed");
    other = registration;
    part(other, "identityUser")["valueString"] = "sato";
    EXPECT_EQ(code_of(kit.put("EpisodeOfCare", other, "manager")), "record-member-fixed");
    other = registration;
    other["period"]["end"] = "2027-12-31";
    other["status"] = "finished";
    part(other, "endedWhy")["valueCode"] = "office";
    EXPECT_EQ(code_of(kit.put("EpisodeOfCare", other, "manager")), "record-member-fixed")
        << "an end changes nothing else";
    const Json consent = kit.entered("Consent", consent_of(kit), "town");
    for (const auto& [pointer, value] : {std::pair<std::string, Json>{"/provision/type", "deny"},
                                         {"/dateTime", "2026-01-01"},
                                         {"/sourceReference", Json{{"display", "棚"}}},
                                         {"/provision/period", Json{{"end", "2027-12-31"}}}}) {
        Json changed = consent;
        changed[Json::json_pointer(pointer)] = value;
        EXPECT_EQ(code_of(kit.put("Consent", changed, "town")), "record-member-fixed") << pointer;
    }
    Json another_id = consent;
    another_id["id"] = "x";
    EXPECT_EQ(kit.send("PUT", "/fhir/Consent/" + consent["id"].get<std::string>(), another_id.dump(), "town",
                       {{"Content-Type", "application/fhir+json"}})
                  .status,
              422);
}

TEST(Update, of_what_has_ended_is_a_conflict) {
    RecordsKit kit;
    Json registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    Json ended = registration;
    ended["status"] = "finished";
    part(ended, "endedWhy")["valueCode"] = "office";
    const Response done = kit.put("EpisodeOfCare", ended, "manager");
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(kit.put("EpisodeOfCare", Json::parse(done.body), "manager").status, 200) << "the same again";
    EXPECT_EQ(code_of(kit.put("EpisodeOfCare", registration, "manager")), "registration-ended-before");
}

TEST(Search, names_one_person_by_insured_number_and_insurer_in_the_body) {
    RecordsKit kit;
    const auto search = [&](const std::string& body) {
        return kit.send("POST", "/fhir/EpisodeOfCare/_search", body, "town",
                        {{"Content-Type", "application/x-www-form-urlencoded"}});
    };
    EXPECT_EQ(code_of(search("")), "search-needs");
    EXPECT_EQ(code_of(search("patient.identifier=0000001016")), "parameter-wrong");
    EXPECT_EQ(search("patient.identifier=0000001016").body.find("1016"), std::string::npos)
        << "the number is not repeated";
    EXPECT_EQ(code_of(search("patient.identifier=x%7C1&status=active")), "search-parameter-unknown");
    const Response in_url = kit.get("/fhir/EpisodeOfCare?patient.identifier=x%7C1", "town");
    EXPECT_EQ(in_url.status, 400);
    EXPECT_EQ(code_of(in_url), "person-in-url");
}

TEST(Search, of_consents_asks_for_records_by_their_tag_and_else_for_documents) {
    RecordsKit kit;
    (void)kit.entered("Consent", consent_of(kit), "town");
    const std::string tag = "_tag=https://renkei.example.jp/fhir/CodeSystem/record%7Csharing";
    const std::string person =
        "patient.identifier=" + std::string(RecordsKit::member_system) + "%7C990010:0000001016";
    const Response of_documents = kit.send("POST", "/fhir/Consent/_search", person, "town",
                                           {{"Content-Type", "application/x-www-form-urlencoded"}});
    EXPECT_EQ(Json::parse(of_documents.body)["total"], 0);
    EXPECT_EQ(kit.get("/fhir/Consent?" + person, "town").status, 200) << "as without records";
    EXPECT_EQ(kit.found("Consent", "town").size(), 1U);
    EXPECT_EQ(code_of(kit.get("/fhir/Consent?" + tag + "&" + person, "town")), "person-in-url");
}

TEST(Records, come_and_go_as_xml_too) {
    RecordsKit kit;
    const Json entered = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    const std::string path = "/fhir/EpisodeOfCare/" + entered["id"].get<std::string>();
    const Response xml = kit.get(path, "manager", {{"Accept", "application/fhir+xml"}});
    ASSERT_EQ(xml.status, 200);
    EXPECT_EQ(kit.send("PUT", path, xml.body, "manager", {{"Content-Type", "application/fhir+xml"}}).status,
              200);
    EXPECT_EQ(kit.post("Consent", Json("x"), "town").status, 422);
    EXPECT_EQ(
        kit.send("POST", "/fhir/Consent", "{", "town", {{"Content-Type", "application/fhir+json"}}).status,
        400);
}

TEST(Records, are_valid_fhir) {
    RecordsKit kit;
    Json by_proxy = consent_of(kit);
    by_proxy["contained"] = Json::parse(
        R"([{"resourceType":"RelatedPerson","id":"f","relationship":[{"coding":[{"system":"https://renkei.example.jp/fhir/CodeSystem/consent-ground","code":"legal_representative"}]}]}])");
    by_proxy["contained"][0]["patient"] = by_proxy["patient"];
    by_proxy["performer"] = Json::parse(R"([{"reference":"#f"}])");
    Json consent = kit.entered("Consent", by_proxy, "town");
    consent["status"] = "inactive";
    part(consent, "withdrawnBy")["valueCode"] = "person";
    part(consent, "withdrawnWhy")["valueString"] = "転居";
    const Response withdrawn = kit.put("Consent", consent, "town");
    Json registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    registration["status"] = "finished";
    part(registration, "endedWhy")["valueCode"] = "office";
    const Response ended = kit.put("EpisodeOfCare", registration, "manager");
    for (const std::string& resource : {withdrawn.body, ended.body}) {
        const Response report = kit.send("POST", "/fhir/$validate", resource, "town",
                                         {{"Content-Type", "application/fhir+json"}});
        ASSERT_EQ(report.status, 200);
        const Json issues = Json::parse(report.body)["issue"];
        for (const Json& issue : issues) {
            EXPECT_TRUE(issue["severity"] != "error" && issue["severity"] != "fatal") << issue;
        }
    }
}

TEST(A_gateway_that_does_not_offer_records, answers_as_for_any_other_type) {
    RecordsKit kit(RecordsKit::Offered::no);
    EXPECT_EQ(kit.post("Consent", consent_of(kit), "town").status, 405);
    EXPECT_EQ(code_of(kit.post("EpisodeOfCare", registration_of(kit), "manager")), "write-not-offered");
    EXPECT_EQ(code_of(kit.search("EpisodeOfCare", "town")), "resource-not-offered");
    EXPECT_EQ(Json::parse(kit.search("Consent", "town").body)["total"], 0) << "of documents";
    EXPECT_EQ(code_of(kit.get("/fhir/Consent/01990000-0000-7000-8000-000000000000", "town")),
              "resource-not-there");
    const Json metadata = Json::parse(kit.get("/metadata", "town").body);
    const Json api = Json::parse(kit.get("/openapi.json", "town").body);
    EXPECT_FALSE(api["paths"].contains("/fhir/Consent"));
    EXPECT_EQ(metadata.dump().find("\"code\":\"update\""), std::string::npos);
}

TEST(A_gateway_that_does_not_offer_records, has_no_route_for_them) {
    RecordsKit kit(RecordsKit::Offered::no);
    const std::vector<http::Route> table = bound(routes_of(kit.gateway()), kit.gateway());
    const auto matched = [&](const std::string& method, const std::string& path) {
        return http::match_route(table, Request{.method = method, .path = http::read_target(path)->path});
    };
    for (const std::string type : {"Consent", "EpisodeOfCare"}) {
        for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
            for (const std::string rest : {"", "/1", "/_search"}) {
                const http::RouteMatch found = matched(method, "/fhir/" + type + rest);
                const http::RouteMatch other = matched(method, "/fhir/Observation" + rest);
                EXPECT_EQ(found.route, other.route) << method << type << rest;
                EXPECT_EQ(http::allow_field(found), http::allow_field(other)) << method << type << rest;
            }
        }
    }
    EXPECT_EQ(table.size() + record_routes().size(), routes().size()) << "and has every other one";
    EXPECT_EQ(matched("GET", "/records").route, nullptr);
    EXPECT_EQ(matched("POST", "/records/_search").route, nullptr);
}

TEST(A_gateway_that_offers_records, says_so_in_its_descriptions) {
    RecordsKit kit;
    const Json metadata = Json::parse(kit.get("/metadata", "town").body);
    const Json api = Json::parse(kit.get("/openapi.json", "town").body);
    EXPECT_TRUE(api["paths"]["/fhir/EpisodeOfCare/{id}"].contains("put"));
    std::size_t found = 0;
    for (const Json& resource : metadata["rest"][0]["resource"]) {
        if (resource["type"] != "EpisodeOfCare" && resource["type"] != "Consent") {
            continue;
        }
        ++found;
        std::set<std::string> codes;
        for (const Json& each : resource["interaction"]) {
            codes.insert(each["code"].get<std::string>());
        }
        EXPECT_TRUE(codes.contains("create") && codes.contains("update") && codes.contains("search-type"));
        EXPECT_EQ(resource["versioning"], "versioned");
        EXPECT_NE(resource["searchParam"].dump().find("patient.identifier"), std::string::npos);
    }
    EXPECT_EQ(found, 2U);
}

} // namespace
} // namespace renkei::server::requests_test
