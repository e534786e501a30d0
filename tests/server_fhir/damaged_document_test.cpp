// One stored document does not open: its readers get an error that says so, everything else is answered.
#include "gateway/network/mhd/logical_id.h"

#include "tests/server_fhir/kit.h"
#include "tests/support/damage.h"
#include <fmt/format.h>

#include <algorithm>

namespace renkei::server::damaged_document_test {
namespace {

using documents::admission;
using documents::admission_named;

// Two documents of one person, of which the first is damaged.
class DamagedDocument : public testing::Test {
protected:
    DamagedDocument() { test::damage(site.store(), mhd::parse_logical_id(damaged)->document); }

    // The ids of what an outcome among the entries of a search says.
    static std::vector<std::string> remarks(const Json& bundle) {
        std::vector<std::string> out;
        for (const Json& entry : bundle.value("entry", Json::array())) {
            const Json& resource = entry.at("resource");
            if (resource.at("resourceType") == "OperationOutcome") {
                EXPECT_EQ(entry.value("search", Json::object()).value("mode", "outcome"), "outcome");
                for (const Json& issue : resource.at("issue")) {
                    out.push_back(issue.at("details").at("coding").at(0).at("code"));
                }
            }
        }
        return out;
    }
    static bool says_damage(const Json& bundle) {
        const std::vector<std::string> said = remarks(bundle);
        return std::ranges::find(said, "documents-unreadable") != said.end();
    }

    Site site;
    const std::string damaged = site.submit(admission());
    const std::string whole = site.submit(admission_named("A-2"));
};

TEST_F(DamagedDocument, is_answered_with_a_permanent_error_that_says_so) {
    for (const std::string& path :
         {"/fhir/Binary/" + damaged, "/fhir/Composition/" + damaged + ".0", "/fhir/Bundle/" + damaged,
          "/fhir/Patient/" + damaged + ".1", "/fhir/DocumentReference/" + damaged,
          "/fhir/Composition/" + damaged + ".0/$document"}) {
        const Response response = site.get(path);
        EXPECT_EQ(response.status, 500) << path << response.body;
        EXPECT_EQ(problem(response), "document-damaged") << path;
        EXPECT_EQ(header(response, "Retry-After"), "") << path << ": it does not help to ask again";
    }
    EXPECT_EQ(site.get("/fhir/Composition/" + whole + ".0").status, 200);
}

TEST_F(DamagedDocument, is_left_out_of_a_search_that_says_so) {
    for (const std::string& path :
         {"/fhir/Observation?patient.identifier=" + person(), "/fhir/Patient?identifier=" + person(),
          "/fhir/DocumentReference?patient.identifier=" + person(),
          std::string("/fhir/Patient?birthdate=1938-05-12")}) {
        const Response response = site.get(path);
        ASSERT_EQ(response.status, 200) << path << response.body;
        const std::vector<std::string> found = entries(response);
        EXPECT_FALSE(found.empty()) << path;
        EXPECT_TRUE(std::ranges::none_of(found, [&](const std::string& id) {
            return id.find(damaged) != std::string::npos;
        })) << path;
        EXPECT_TRUE(says_damage(json_of(response))) << path;
        EXPECT_FALSE(json_of(response).contains("total")) << path << ": how many there are is not known";
    }
}

TEST_F(DamagedDocument, is_left_out_of_a_summary_that_says_so) {
    const Response response = site.get("/fhir/Patient/$summary?identifier=" + person());
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_TRUE(says_damage(json_of(response)));
    EXPECT_NE(response.body.find(whole), std::string::npos);
    EXPECT_EQ(response.body.find("Patient/" + damaged), std::string::npos);
}

TEST_F(DamagedDocument, is_left_out_of_a_match_that_says_so) {
    const Response response =
        site.post("/fhir/Patient/$match",
                  fmt::format(R"({{"resourceType":"Patient","identifier":[{{"system":"{}","value":"{}"}}]}})",
                              insured_system, hanako),
                  "application/fhir+json");
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_TRUE(says_damage(json_of(response)));
    EXPECT_EQ(entries(response).size(), 1U);
}

TEST_F(DamagedDocument, is_left_out_of_a_cross_reference_that_says_so) {
    const Response response = site.get("/fhir/Patient/$ihe-pix?sourceIdentifier=" + person());
    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(header(response, "Warning"), "299 - \"documents-unreadable: 1\"");
    EXPECT_NE(response.body.find(whole), std::string::npos);
}

TEST_F(DamagedDocument, that_is_the_only_one_of_a_person_makes_no_person_unknown) {
    test::damage(site.store(), mhd::parse_logical_id(whole)->document);
    for (const std::string& path : {"/fhir/Patient/$summary?identifier=" + person(),
                                    "/fhir/Patient/$ihe-pix?sourceIdentifier=" + person()}) {
        const Response response = site.get(path);
        EXPECT_EQ(response.status, 500) << path << response.body;
        EXPECT_EQ(problem(response), "document-damaged") << path;
    }
    const Response found = site.get("/fhir/Observation?patient.identifier=" + person());
    EXPECT_EQ(found.status, 200);
    EXPECT_TRUE(says_damage(json_of(found)));
    EXPECT_TRUE(entries(found).empty());
}

TEST_F(DamagedDocument, is_found_again_when_it_was_sent_again) {
    EXPECT_EQ(site.submit(admission()), damaged);
    const Response found = site.get("/fhir/DocumentReference?patient.identifier=" + person());
    EXPECT_FALSE(says_damage(json_of(found)));
    EXPECT_EQ(json_of(found).at("total"), 4);
}

TEST_F(DamagedDocument, is_a_failure_in_the_audit) {
    site.get("/fhir/Binary/" + damaged);
    const Json event = Json::parse(site.events().back());
    EXPECT_EQ(event.at("outcome"), "8");
    EXPECT_EQ(event.at("outcomeDesc"), "document-damaged");
}

} // namespace
} // namespace renkei::server::damaged_document_test
