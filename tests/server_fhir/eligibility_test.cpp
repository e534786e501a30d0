// CoverageEligibilityRequest/$submit: the insurance of a person on a day, as FHIR.
#include "tests/server_fhir/persons.h"

#include <algorithm>

namespace renkei::server::fhir_eligibility_test {
namespace {

constexpr std::string_view fhir_type = "application/fhir+json";
const std::string submit = "/fhir/CoverageEligibilityRequest/$submit";
const std::string answer_url = "https://renkei.example.jp/fhir/StructureDefinition/eligibility-answer";

class EligibilityRequest : public testing::Test {
protected:
    EligibilityRequest() {
        site.add({.id = "town",
                  .role = policy::Role::municipality,
                  .numbers = {{"insurer", "990010"}, {"office", "9970102001"}}});
        card = site.submit(documents::file("insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV"),
                           "town");
    }

    static Json request(const std::string& day = "2026-04-01", Json purposes = {"benefits"}) {
        return {{"resourceType", "CoverageEligibilityRequest"},
                {"status", "active"},
                {"purpose", std::move(purposes)},
                {"patient", {{"identifier", {{"system", member_system}, {"value", "990010:0000001016"}}}}},
                {"servicedDate", day},
                {"created", "2026-04-01"},
                {"identifier", Json::array({{{"system", "urn:asked"}, {"value", "7"}}})},
                {"insurer", {{"display", "見本市"}}}};
    }
    Response ask(const Json& body, std::string_view peer = "manager") {
        return site.post(submit, body.dump(), fhir_type, peer);
    }
    Json answer(const Json& body) {
        const Response response = ask(body);
        EXPECT_EQ(response.status, 200) << response.body;
        EXPECT_EQ(mhd::errors_of(response.body), "") << response.body;
        return json_of(response);
    }
    // All items of a field.
    static std::vector<Json> items(const Json& response, const std::string& field) {
        std::vector<Json> out;
        for (const Json& insurance : response["insurance"]) {
            for (const Json& item : insurance.value("item", Json::array())) {
                if (part(item, "field") == field) {
                    out.push_back(item);
                }
            }
        }
        return out;
    }
    static std::string part(const Json& item, const std::string& url) {
        EXPECT_EQ(item["extension"][0]["url"], answer_url);
        for (const Json& each : item["extension"][0]["extension"]) {
            if (each["url"] == url) {
                return each.value("valueCode", std::string());
            }
        }
        return {};
    }
    static std::vector<std::string> benefits(const Json& response, const std::string& field) {
        std::vector<std::string> out;
        for (const Json& item : items(response, field)) {
            for (const Json& each : item.value("benefit", Json::array())) {
                out.push_back(each.contains("allowedString")
                                  ? each["allowedString"].get<std::string>()
                                  : std::to_string(each["allowedUnsignedInt"].get<int>()));
            }
        }
        return out;
    }

    Site site;
    std::string card; // logical id
};

using Texts = std::vector<std::string>;

TEST_F(EligibilityRequest, answers_with_what_the_card_grants_on_the_day) {
    const Json out = answer(request());
    EXPECT_EQ(out["resourceType"], "CoverageEligibilityResponse");
    EXPECT_EQ(out["outcome"], "complete");
    EXPECT_EQ(out["servicedDate"], "2026-04-01");
    EXPECT_EQ(out["request"]["identifier"]["value"], "7");
    EXPECT_EQ(out["patient"]["reference"].get<std::string>().substr(0, 8), "Patient/");
    EXPECT_EQ(out["insurance"][0]["inforce"], true);
    EXPECT_EQ(out["insurance"][0]["benefitPeriod"], (Json{{"start", "2025-04-01"}, {"end", "2027-03-31"}}));
    EXPECT_EQ(benefits(out, "insured_no"), Texts{"0000001016"});
    EXPECT_EQ(benefits(out, "insurer_no"), Texts{"990010"});
    EXPECT_EQ(benefits(out, "insurer_name"), Texts{"見本市"});
    EXPECT_EQ(benefits(out, "care_level"), Texts{"要介護２"});
    EXPECT_EQ(benefits(out, "limit_units"), Texts{"19705"});
    EXPECT_EQ(benefits(out, "copay"), Texts{"20 %"});
    EXPECT_EQ(benefits(out, "care_management_office"), Texts{"試験地域包括支援センター"});
    EXPECT_EQ(benefits(out, "restriction"), Texts{"その他"});
    EXPECT_EQ(benefits(out, "burden_stage"), Texts{"第３段階①"});
    EXPECT_EQ(out["meta"]["security"][0]["code"], "R") << "a restriction stands in it";
    const Response insurer = site.get("/fhir/" + out["insurer"]["reference"].get<std::string>());
    EXPECT_EQ(json_of(insurer)["name"], "見本市");
    const Json item = items(out, "care_level").at(0);
    std::string source;
    for (const Json& each : item["extension"][0]["extension"]) {
        source = each["url"] == "source" ? each["valueReference"]["reference"].get<std::string>() : source;
    }
    EXPECT_EQ(source, "DocumentReference/" + card + "/_history/1");
    EXPECT_EQ(site.get("/fhir/" + source).status, 200);
}

TEST_F(EligibilityRequest, grants_nothing_that_does_not_hold_on_the_day) {
    const Json out = answer(request("2027-04-01"));
    EXPECT_EQ(out["insurance"][0]["inforce"], false);
    for (const std::string field : {"care_level", "limit_units", "copay", "burden_stage"}) {
        EXPECT_EQ(benefits(out, field), Texts{}) << field;
        ASSERT_FALSE(items(out, field).empty()) << field;
        EXPECT_EQ(part(items(out, field)[0], "state"), "not-valid") << field;
    }
    EXPECT_EQ(benefits(out, "insured_no"), Texts{"0000001016"});
}

TEST_F(EligibilityRequest, validates_without_benefits_where_none_are_asked) {
    const Json out = answer(request("2026-04-01", {"validation"}));
    EXPECT_EQ(out["insurance"][0]["inforce"], true);
    EXPECT_TRUE(items(out, "care_level").empty());
    EXPECT_FALSE(out.contains("meta"));
}

TEST_F(EligibilityRequest, takes_a_patient_of_this_server_and_parameters) {
    Json by_id = request();
    by_id["patient"] = {{"reference", json_of(ask(request()))["patient"]["reference"]}};
    EXPECT_EQ(benefits(answer(by_id), "care_level"), Texts{"要介護２"});
    const Json parameters = {{"resourceType", "Parameters"},
                             {"parameter", Json::array({{{"name", "resource"}, {"resource", request()}}})}};
    EXPECT_EQ(benefits(answer(parameters), "care_level"), Texts{"要介護２"});
}

TEST_F(EligibilityRequest, answers_about_who_may_not_be_read_as_about_who_is_not_known) {
    Json unknown_person = request();
    unknown_person["patient"]["identifier"]["value"] = "990010:0000009998";
    const Response unknown = ask(unknown_person, "stranger");
    const Response denied = ask(request(), "stranger");
    EXPECT_EQ(unknown.status, 404);
    EXPECT_EQ(denied.status, 404);
    EXPECT_EQ(unknown.body, denied.body);
    EXPECT_EQ(unknown.headers, denied.headers);
}

TEST_F(EligibilityRequest, says_what_is_wrong_with_a_request_and_repeats_no_number) {
    const auto without = [](const char* name, const Json& instead) {
        Json out = request();
        out.erase(name);
        if (!instead.is_null()) {
            out[name] = instead;
        }
        return out;
    };
    for (const Json& wrong :
         {without("purpose", {}), without("purpose", {"auth-requirements"}), without("patient", {}),
          without("patient", {{"identifier", {{"value", "0000001016"}}}}),
          without("patient", {{"reference", "Organization/0000001016"}}), without("servicedDate", "2026-04"),
          without("resourceType", "Patient")}) {
        const Response response = ask(wrong);
        EXPECT_EQ(response.status, 400) << wrong;
        EXPECT_EQ(problem(response), "parameter-wrong") << wrong;
        EXPECT_EQ(response.body.find("0000001016"), std::string::npos) << response.body;
    }
    Json period = request();
    period["servicedPeriod"] = {{"start", "2026-04-01"}};
    EXPECT_EQ(ask(period).status, 400);
}

TEST_F(EligibilityRequest, is_offered_in_the_capabilities_and_a_create_is_refused) {
    const Json statement = json_of(site.get("/metadata"));
    EXPECT_EQ(mhd::errors_of(statement.dump()), "");
    Json found;
    for (const Json& resource : statement["rest"][0]["resource"]) {
        if (resource["type"] == "CoverageEligibilityRequest") {
            found = resource;
        }
    }
    EXPECT_EQ(found["operation"][0]["name"], "submit");
    EXPECT_FALSE(found.contains("interaction")) << found;
    EXPECT_EQ(site.post("/fhir/CoverageEligibilityRequest", request().dump(), fhir_type).status, 405);
}

TEST_F(EligibilityRequest, is_in_the_audit_without_the_number) {
    (void)ask(request());
    const std::string event = site.events().back();
    EXPECT_EQ(event.find("0000001016"), std::string::npos) << event;
    EXPECT_NE(query_of(event).find("CoverageEligibilityRequest/$submit&identifier="), std::string::npos)
        << event;
    EXPECT_NE(query_of(event).find("documents="), std::string::npos) << event;
}

} // namespace
} // namespace renkei::server::fhir_eligibility_test
