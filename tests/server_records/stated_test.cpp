// What a request states of a record is kept as it was stated, compared or refused: members, conditions, what
// is accepted, and what a link says.
#include "tests/server_records/kit.h"

namespace renkei::server::stated_test {
namespace {

TEST(Create, of_what_states_no_way_of_the_identity_check_is_refused) {
    RecordsKit kit;
    for (const std::size_t member : {0U, 1U, 2U}) { // identityMethod, identityAt, identityUser
        Json registration = registration_of(kit);
        registration["extension"][0]["extension"].erase(member);
        const Response response = kit.post("EpisodeOfCare", registration, "manager");
        EXPECT_EQ(response.status, 422) << member;
        EXPECT_NE(text_of(response).find("identityMethod"), std::string::npos) << text_of(response);
    }
    EXPECT_TRUE(kit.found("EpisodeOfCare", "town").empty());
}

TEST(Update, that_withdraws_says_who_does) {
    RecordsKit kit;
    Json consent = kit.entered("Consent", consent_of(kit), "town");
    consent["status"] = "inactive";
    const Response response = kit.put("Consent", consent, "town");
    EXPECT_EQ(response.status, 422);
    EXPECT_NE(text_of(response).find("withdrawnBy"), std::string::npos) << text_of(response);
    EXPECT_EQ(kit.found("Consent", "town")[0]["status"], "active");
    part(consent, "withdrawnBy")["valueCode"] = "family";
    EXPECT_EQ(kit.put("Consent", consent, "town").status, 200);
}

TEST(Change, with_a_condition_that_is_no_list_of_tags_changes_nothing) {
    RecordsKit kit;
    Json registration = kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    const std::string version = registration["meta"]["versionId"];
    const std::string etag = "W/\"" + version + "\"";
    part(registration, "lastService")["valueDate"] = "2026-12";
    for (const std::string& wrong : {version, std::string(), "W/" + version, etag + ", x", "*, " + etag}) {
        const Response response = kit.put("EpisodeOfCare", registration, "manager", {{"If-Match", wrong}});
        EXPECT_EQ(response.status, 400) << wrong;
        EXPECT_EQ(code_of(response), "parameter-wrong") << wrong;
    }
    EXPECT_EQ(kit.put("EpisodeOfCare", registration, "manager", {{"If-None-Match", etag}}).status, 400);
    EXPECT_EQ(
        kit.put("EpisodeOfCare", registration, "manager", {{"If-Match", "\"a\""}, {"If-Match", "\"b\""}})
            .status,
        412);
    EXPECT_EQ(kit.found("EpisodeOfCare", "manager")[0]["meta"]["versionId"], version) << "kept as it was";
    const std::string path = "/fhir/EpisodeOfCare/" + registration["id"].get<std::string>();
    EXPECT_EQ(kit.get(path, "manager", {{"If-Match", "\"a\""}}).status, 412);
    EXPECT_EQ(kit.get(path, "manager", {{"If-Match", etag}}).status, 200);
    EXPECT_EQ(
        kit.put("EpisodeOfCare", registration, "manager", {{"If-Match", "\"a\""}, {"If-Match", etag}}).status,
        200)
        << "one list over both lines";
    EXPECT_EQ(kit.send("POST", "/fhir/Consent", consent_of(kit).dump(), "town",
                       {{"Content-Type", "application/fhir+json"}, {"If-None-Exist", "identifier=1"}})
                  .status,
              400);
    EXPECT_TRUE(kit.found("Consent", "town").empty());
}

TEST(Change, that_is_larger_than_any_record_or_cannot_be_answered_changes_nothing) {
    RecordsKit kit;
    Json consent = consent_of(kit);
    consent["sourceReference"]["display"] = std::string(max_record_body, 'x');
    for (const std::string type : {"Consent", "EpisodeOfCare", "Task"}) {
        const Response large = kit.post(type, consent, "town");
        EXPECT_EQ(large.status, 422) << type;
        EXPECT_EQ(code_of(large), "record-too-large") << type;
    }
    for (const char* accept : {"text/csv", "application/fhir+json;fhirVersion=3.0"}) {
        EXPECT_EQ(kit.send("POST", "/fhir/Consent", consent_of(kit).dump(), "town",
                           {{"Content-Type", "application/fhir+json"}, {"Accept", accept}})
                      .status,
                  406);
    }
    EXPECT_EQ(kit.send("POST", "/fhir/Consent", consent_of(kit).dump(), "town",
                       {{"Content-Type", "application/fhir+json; fhirVersion=3.0"}})
                  .status,
              415);
    EXPECT_TRUE(kit.found("Consent", "town").empty());
}

TEST(Search, says_in_its_link_what_it_used_and_no_person) {
    RecordsKit kit;
    (void)kit.entered("EpisodeOfCare", registration_of(kit), "manager");
    for (const std::string type : {"EpisodeOfCare", "Consent", "Task"}) {
        const Json bundle = Json::parse(kit.search(type, "town").body);
        EXPECT_EQ(bundle["link"][0]["url"],
                  "https://gateway.example.jp/fhir/" + type +
                      "?_tag=https://renkei.example.jp/fhir/CodeSystem/record%7Csharing");
    }
}

} // namespace
} // namespace renkei::server::stated_test
