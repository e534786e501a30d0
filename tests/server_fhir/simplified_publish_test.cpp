#include "tests/server_fhir/kit.h"

#include <algorithm>

namespace renkei::server::simplified_publish_test {
namespace {

using documents::admission;

constexpr std::string_view fhir_type = "application/fhir+json";

TEST(SimplifiedPublish, makes_a_document_of_one_resource) {
    Site site;
    const Response answer =
        site.post("/fhir/DocumentReference", simplified(admission(), "text/csv").dump(), fhir_type);
    ASSERT_EQ(answer.status, 201) << answer.body;
    const Json made = json_of(answer);
    EXPECT_EQ(made["resourceType"], "DocumentReference");
    EXPECT_FALSE(made["content"][0]["attachment"].contains("data"));
    EXPECT_TRUE(made["content"][0]["attachment"]["url"].get<std::string>().ends_with(
        "/fhir/Binary/" + made["id"].get<std::string>()));
    EXPECT_EQ(site.get("/fhir/Binary/" + made["id"].get<std::string>()).body, admission());
    EXPECT_EQ(mhd::errors_of(answer.body), "");
}

TEST(SimplifiedPublish, is_refused_for_another_person_than_the_one_of_the_form) {
    Site site;
    Json resource = simplified(admission(), "text/csv");
    resource["subject"]["identifier"]["value"] = "0000001024";
    const Response refused = site.post("/fhir/DocumentReference", resource.dump(), fhir_type);
    EXPECT_EQ(refused.status, 422) << refused.body;
    EXPECT_NE(refused.body.find("mhd-other-person"), std::string::npos) << refused.body;
    EXPECT_NE(refused.body.find("DocumentReference.subject"), std::string::npos);
    EXPECT_EQ(refused.body.find("0000001024"), std::string::npos) << "the numbers are not repeated";
    EXPECT_EQ(site.documents(), 0U);

    // a number that another organisation gave says nothing about the person
    resource["subject"]["identifier"] = {{"system", "https://clinic.example.jp/patients"}, {"value", "7"}};
    EXPECT_EQ(site.post("/fhir/DocumentReference", resource.dump(), fhir_type).status, 201);
}

TEST(SimplifiedPublish, takes_attachments_that_the_peer_may_send) {
    Site site;
    EXPECT_EQ(
        site.post("/fhir/DocumentReference", simplified("%PDF", "application/pdf").dump(), fhir_type).status,
        201);
    const Response refused =
        site.post("/fhir/DocumentReference", simplified("x", "image/png").dump(), fhir_type);
    EXPECT_EQ(refused.status, 403) << refused.body;
    EXPECT_EQ(problem(refused), "type-not-allowed");
    EXPECT_EQ(site.documents(), 1U);
}

TEST(SimplifiedPublish, replaces_by_relation_alone) {
    Site site;
    const std::string id = json_of(
        site.post("/fhir/DocumentReference", simplified("%PDF", "application/pdf").dump(), fhir_type))["id"];
    Json newer = simplified("%PDF newer", "application/pdf");
    newer["masterIdentifier"]["value"] = "urn:oid:1.2.4";
    newer["relatesTo"] = relation("replaces", id);
    const Response answer = site.post("/fhir/DocumentReference", newer.dump(), fhir_type);
    ASSERT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(json_of(answer)["id"], id);
    EXPECT_EQ(json_of(site.get("/fhir/DocumentReference/" + id))["meta"]["versionId"], "2");
    EXPECT_EQ(json_of(site.get("/fhir/DocumentReference/" + id + "/_history/1"))["status"], "superseded");
    for (const std::string& elsewhere :
         {std::string("DocumentReference/1"), "https://other.example/fhir/DocumentReference/" + id}) {
        newer["relatesTo"][0]["target"]["reference"] = elsewhere;
        EXPECT_EQ(site.post("/fhir/DocumentReference", newer.dump(), fhir_type).status, 422);
    }
}

TEST(SimplifiedPublish, is_taken_with_relations_that_are_not_stored_and_reported) {
    Site site;
    Json resource = simplified(admission(), "text/csv");
    resource["relatesTo"] = relation("appends", "elsewhere");
    const Response answer = site.post("/fhir/DocumentReference", resource.dump(), fhir_type);
    ASSERT_EQ(answer.status, 201) << answer.body;
    const std::pair<std::string, std::string> warning{"Warning",
                                                      "299 - \"PartialAppendContentNotProcessed\""};
    EXPECT_NE(std::ranges::find(answer.headers, warning), answer.headers.end());
}

Json author(std::string_view number) {
    return {{"identifier",
             {{"system", "https://renkei.example.jp/fhir/IdSystem/kaigo-office-no"}, {"value", number}}}};
}

TEST(SimplifiedPublish, keeps_apart_what_several_organisations_call_by_the_same_name) {
    Site site;
    Json of_two = simplified("%PDF of two", "application/pdf");
    of_two["author"] = Json::array({author("9970100013"), author("9960000009")});
    const Response first = site.post("/fhir/DocumentReference", of_two.dump(), fhir_type, "network");
    ASSERT_EQ(first.status, 201) << first.body;
    Json of_one = simplified("%PDF of one", "application/pdf");
    of_one["author"] = Json::array({author("9970100013")});
    const Response second = site.post("/fhir/DocumentReference", of_one.dump(), fhir_type);
    EXPECT_EQ(second.status, 201) << "nothing of another's stands in its place: " << second.body;
    std::swap(of_two["author"][0], of_two["author"][1]);
    EXPECT_EQ(site.post("/fhir/DocumentReference", of_two.dump(), fhir_type, "network").status, 200)
        << "in whatever order they are named";
    EXPECT_EQ(site.documents(), 2U);
    EXPECT_EQ(site.post("/fhir/DocumentReference", of_two.dump(), fhir_type).status, 403)
        << "no peer sends in the name of another one";
}

TEST(SimplifiedPublish, keeps_its_rules) {
    Site site;
    Json resource = simplified(admission(), "text/csv");
    resource["content"][0]["attachment"].erase("data");
    const Response answer = site.post("/fhir/DocumentReference", resource.dump(), fhir_type);
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(problem(answer), "mhd-wrong");
}

} // namespace
} // namespace renkei::server::simplified_publish_test
