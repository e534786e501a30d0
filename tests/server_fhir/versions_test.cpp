// Old versions and corrected persons in the FHIR view, and what ITI-65 and ITI-105 say of documents of
// others.
#include "gateway/network/mhd/logical_id.h"
#include "gateway/network/store/session.h"

#include "tests/server_fhir/kit.h"
#include "tests/server_fhir/persons.h"
#include <fmt/format.h>

#include <algorithm>

namespace renkei::server::fhir_versions_test {
namespace {

using documents::admission;
using documents::replaced;

constexpr std::string_view fhir_type = "application/fhir+json";
const std::string right = "0000002022"; // the number that the corrected version names

std::string for_nurse(std::string_view revision) {
    return replaced(admission(revision), "9910100016", "9960000009");
}

void withdraw(Site& site, const std::string& id) {
    const documents::Caller caller{.peer = &site.peer("manager")};
    EXPECT_EQ(site.gateway().intake().withdraw(mhd::parse_logical_id(id)->document, caller).refusal,
              documents::Refusal::none);
}

// Addresses of a document's resources, without its version.
std::vector<std::string> resources(const std::string& id) {
    return {"/fhir/Binary/" + id,
            "/fhir/DocumentReference/" + id,
            "/fhir/DocumentReference/" + id + ".0",
            "/fhir/Bundle/" + id,
            "/fhir/Composition/" + id + ".0",
            "/fhir/Patient/" + id + ".1",
            "/fhir/Provenance/" + id,
            "/fhir/List/" + id};
}

TEST(OldVersions, before_a_withdrawal_stay_gone_when_a_later_revision_comes) {
    Site site;
    const std::string id = site.submit(admission("1"));
    withdraw(site, id);
    EXPECT_EQ(site.submit(for_nurse("2")), id);
    for (const std::string& path : resources(id)) {
        EXPECT_EQ(site.get(path + "/_history/1", "hospital").status, 410) << path;
        EXPECT_EQ(site.get(path + "/_history/2", "hospital").status, 410) << path;
        EXPECT_EQ(site.get(path + "/_history/3", "hospital").status, 404) << path;
        EXPECT_EQ(site.get(path, "hospital").status, 410) << path;
        EXPECT_EQ(site.get(path + "/_history/1", "manager").status, 410) << path;
        EXPECT_EQ(site.get(path, "manager").status, 200) << path;
        EXPECT_EQ(site.get(path, "nurse").status, 200) << path;
        EXPECT_EQ(site.get(path + "/_history/1", "nurse").status, 404) << path;
    }
    EXPECT_EQ(site.get("/fhir/Composition/" + id + ".0/$document", "hospital").status, 410);
    EXPECT_EQ(site.post("/fhir/Patient/" + id + ".1/$validate", "", fhir_type, "hospital").status, 410);
    EXPECT_EQ(site.get("/fhir/Patient/" + id + ".1/$summary", "hospital").status, 404);
}

TEST(OldVersions, of_a_corrected_receiver_are_gone) {
    Site site;
    const std::string id = site.submit(admission("1"));
    EXPECT_EQ(site.submit(for_nurse("2")), id);
    for (const std::string& path : resources(id)) {
        EXPECT_EQ(site.get(path + "/_history/1", "hospital").status, 410) << path;
        EXPECT_EQ(site.get(path, "hospital").status, 410) << path;
        EXPECT_EQ(site.get(path + "/_history/1", "manager").status, 200) << path;
    }
    EXPECT_EQ(site.get("/fhir/Patient/" + id + ".1/_history", "hospital").status, 410);
    EXPECT_TRUE(entries(site.get("/fhir/Patient?_id=" + id + ".1", "hospital")).empty());
}

std::vector<std::string> methods_of(const Response& history) {
    std::vector<std::string> out;
    const Json bundle = json_of(history);
    for (const Json& entry : bundle["entry"]) {
        out.push_back(entry["request"]["method"].get<std::string>() + " " +
                      entry["response"]["etag"].get<std::string>());
    }
    return out;
}

TEST(OldVersions, are_listed_up_to_the_last_withdrawal) {
    Site site;
    const std::string id = site.submit(admission("1"));
    withdraw(site, id);
    const std::string history = "/fhir/Patient/" + id + ".1/_history";
    const std::string before = site.get(history, "hospital").body;
    EXPECT_EQ(methods_of(site.get(history, "hospital")), std::vector<std::string>{"DELETE W/\"2\""});
    site.submit(for_nurse("2"));
    EXPECT_EQ(site.get(history, "hospital").body, before);
    EXPECT_EQ(methods_of(site.get(history, "manager")),
              (std::vector<std::string>{"PUT W/\"3\"", "DELETE W/\"2\""}));
    EXPECT_EQ(methods_of(site.get(history, "nurse")), std::vector<std::string>{"PUT W/\"3\""});
}

TEST(OldVersions, are_not_shown_in_the_answer_to_a_repeated_request) {
    Site site;
    const std::string body = simplified("%PDF", "application/pdf").dump();
    const Pairs key{{"Idempotency-Key", "key-1"}};
    const Response first = site.post("/fhir/DocumentReference", body, fhir_type, "manager", key);
    ASSERT_EQ(first.status, 201) << first.body;
    withdraw(site, json_of(first)["id"]);
    for (const Pairs& headers : {key, Pairs{}}) {
        const Response again = site.post("/fhir/DocumentReference", body, fhir_type, "manager", headers);
        EXPECT_LT(again.status, 300);
        EXPECT_EQ(again.body, "") << "it is withdrawn";
        EXPECT_NE(std::ranges::find(again.headers, "Location", &Pairs::value_type::first),
                  again.headers.end());
    }
}

// ---------------------------------------------------------------- a corrected person

TEST(CorrectedPerson, is_the_only_one_that_is_found) {
    Site site;
    const std::string id = site.submit(admission("1"));
    EXPECT_EQ(site.submit(replaced(admission("2"), hanako, right)), id);
    for (const std::string type : {"Observation", "Patient", "DocumentReference", "List", "Composition"}) {
        const std::string name = type == "Patient" ? "identifier" : "patient.identifier";
        const std::string more = type == "List" ? "&code=submissionset&status=current" : "";
        EXPECT_TRUE(entries(site.get("/fhir/" + type + "?" + name + "=" + person(hanako) + more)).empty())
            << type;
        EXPECT_FALSE(entries(site.get("/fhir/" + type + "?" + name + "=" + person(right) + more)).empty())
            << type;
    }
    const std::string of_slip = escaped(hanako_member);
    const std::string of_right = escaped(member_system + "|990010:" + right);
    EXPECT_EQ(site.get("/fhir/Patient/$summary?identifier=" + of_slip).status, 404);
    EXPECT_EQ(site.get("/fhir/Patient/$summary?identifier=" + of_right).status, 200);
    EXPECT_EQ(site.get("/fhir/Patient/$ihe-pix?sourceIdentifier=" + of_slip).status, 404);
    EXPECT_EQ(site.get("/fhir/Patient/$ihe-pix?sourceIdentifier=" + of_right).status, 200);
    const auto matches = [&](const std::string& number) {
        const Json patient = {{"resourceType", "Patient"},
                              {"identifier", {{{"system", member_system}, {"value", "990010:" + number}}}}};
        return entries(site.post("/fhir/Patient/$match", patient.dump(), fhir_type)).size();
    };
    EXPECT_EQ(matches(std::string(hanako)), 0U);
    EXPECT_EQ(matches(right), 1U);
}

// ---------------------------------------------------------------- documents of others

// An answer without what is new in every answer.
std::string answered(const Response& answer) {
    Json out = json_of(answer);
    for (const char* const name : {"id", "meta", "content", "masterIdentifier", "identifier", "date"}) {
        out.erase(name);
    }
    return std::to_string(answer.status) + out.dump();
}

TEST(Replacing, a_document_of_others_is_answered_like_one_that_is_not_there) {
    Site site;
    const std::string of_others = site.submit(admission(), "manager");
    const auto replacing = [&](const std::string& id, const std::string& name) {
        Json document = simplified("%PDF " + name, "application/pdf");
        document["masterIdentifier"]["value"] = "urn:oid:" + name;
        document["relatesTo"] = relation("replaces", id);
        return site.post("/fhir/DocumentReference", document.dump(), fhir_type, "stranger");
    };
    const Response of_known = replacing(of_others, "1.2.10");
    const Response of_unknown = replacing(mhd::logical_id("01890a5d-ac96-774b-bcce-b302099a8057"), "1.2.11");
    EXPECT_EQ(of_known.status, 201) << of_known.body;
    EXPECT_EQ(answered(of_known), answered(of_unknown));
    EXPECT_EQ(json_of(site.get("/fhir/DocumentReference/" + of_others))["meta"]["versionId"], "1")
        << "it is not replaced";
}

TEST(Replacing, a_document_that_the_caller_reads_and_did_not_send_is_refused) {
    Site site;
    const std::string received = site.submit(admission(), "manager");
    Json document = simplified("%PDF", "application/pdf");
    document["relatesTo"] = relation("replaces", received);
    const Response answer = site.post("/fhir/DocumentReference", document.dump(), fhir_type, "hospital");
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(problem(answer), "sender-is-another");
    EXPECT_EQ(answer.body.find("9970100013"), std::string::npos) << "whose it is: " << answer.body;
}

} // namespace
} // namespace renkei::server::fhir_versions_test
