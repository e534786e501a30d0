#include "gateway/core/base/base64.h"
#include "gateway/network/mhd/search_table.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/routes.h"

#include "tests/server_fhir/kit.h"

#include <algorithm>
#include <map>
#include <set>

namespace renkei::server::operations_test {
namespace {

using documents::admission;

constexpr std::string_view fhir_type = "application/fhir+json";
constexpr const char* bad_patient = R"({"resourceType":"Patient","gender":"both"})";

std::vector<std::string> error_places(const Response& response) {
    std::vector<std::string> out;
    const Json outcome = json_of(response);
    for (const Json& issue : outcome["issue"]) {
        if (issue["severity"] == "error") {
            out.push_back(issue.contains("expression") ? issue["expression"][0].get<std::string>()
                                                       : std::string());
        }
    }
    return out;
}

bool has_error(const Response& response) { return !error_places(response).empty(); }

TEST(Validate, answers_200_whatever_it_finds) {
    Site site;
    const Response bad = site.post("/fhir/$validate", bad_patient, fhir_type);
    EXPECT_EQ(bad.status, 200);
    EXPECT_TRUE(has_error(bad));
    EXPECT_EQ(error_places(bad), std::vector<std::string>{"Patient.gender"});
    const Response good =
        site.post("/fhir/$validate", documents::file("admission/full.bundle.json"), fhir_type);
    EXPECT_FALSE(has_error(good)) << good.body;
    EXPECT_TRUE(has_error(site.post("/fhir/$validate", "{\"resourceType\":", fhir_type)));
    EXPECT_TRUE(has_error(site.post(
        "/fhir/$validate", "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"both\"/></Patient>",
        "application/fhir+xml")));
}

std::string bundle_of(std::size_t patients) {
    std::string out = R"({"resourceType":"Bundle","type":"collection","entry":[)";
    for (std::size_t i = 0; i < patients; ++i) {
        out += std::string(i == 0 ? "" : ",") + R"({"fullUrl":"urn:uuid:00000000-0000-4000-8000-)" +
               std::to_string(100'000'000'000 + i) +
               R"(","resource":{"resourceType":"Patient","gender":"both"}})";
    }
    return out + "]}";
}

TEST(Validate, refuses_a_bundle_with_more_entries_than_the_limit) {
    Site site;
    const std::size_t most = documents::Limits().validate_entries;
    const Response response = site.post("/fhir/$validate", bundle_of(most + 1), fhir_type);
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(problem(response), "validation-too-many-entries");
    EXPECT_NE(response.body.find(std::to_string(most)), std::string::npos) << response.body;
    const std::string wrapped =
        R"({"resourceType":"Parameters","parameter":[{"name":"resource","resource":)" + bundle_of(most + 1) +
        "}]}";
    EXPECT_EQ(site.post("/fhir/$validate", wrapped, fhir_type).status, 413);
}

TEST(Validate, ends_when_its_client_has_disconnected) {
    Site site;
    Request request{.method = "POST",
                    .path = {"fhir", "$validate"},
                    .headers = {{"Content-Type", std::string(fhir_type)}},
                    .body = bundle_of(2000)};
    request.caller.address = "127.0.0.1";
    unsigned asked = 0;
    request.client_disconnected = [&asked] { return ++asked > 1; };
    EXPECT_TRUE(has_error(validate_resource(site.gateway(), request, {}).response()));
    EXPECT_EQ(asked, 2U) << "and not once more";
    request.client_disconnected = [] { return false; };
    EXPECT_EQ(error_places(validate_resource(site.gateway(), request, {}).response()).size(), 1000U)
        << "nothing of what was left out is remembered as right; the last one counts those that are not "
           "shown";
}

TEST(Validate, of_more_than_128_KiB_leaves_a_worker_for_smaller_requests) {
    Site site; // with two workers
    const auto taken = site.gateway().workers().acquire(
        std::chrono::seconds(1),
        {.peer = "clinic", .bytes = 200U << 10, .task = documents::WorkKind::validation});
    ASSERT_TRUE(taken);
    const std::string large = bundle_of(1200);
    ASSERT_GT(large.size(), 128U << 10);
    ASSERT_LT(large.size(), 1U << 20);
    const Response refused = site.post("/fhir/$validate", large, fhir_type);
    EXPECT_EQ(refused.status, 503);
    EXPECT_EQ(problem(refused), "server-busy");
    EXPECT_EQ(site.post("/fhir/$validate", bad_patient, fhir_type).status, 200);
}

TEST(Operations, are_audited_without_what_was_brought) {
    Site site;
    const std::size_t before = site.events().size();
    site.post("/fhir/$validate", bad_patient, fhir_type);
    site.post("/fhir/$convert", admission(), "text/csv");
    const std::vector<std::string> events = site.events();
    ASSERT_EQ(events.size(), before + 2);
    EXPECT_NE(events[before].find("$validate"), std::string::npos);
    EXPECT_NE(events[before + 1].find("$convert"), std::string::npos);
    EXPECT_EQ(events[before].find("both"), std::string::npos);
}

TEST(Routes, are_public_where_no_stored_data_is_returned) {
    std::set<std::string_view> open;
    for (const Route& route : routes()) {
        if (route.is_public) {
            open.insert(route.name);
        }
    }
    EXPECT_EQ(open, (std::set<std::string_view>{"capabilities", "convert", "openapi", "operation-definition",
                                                "validate"}));
}

TEST(Validate, asks_the_profile_that_is_named) {
    Site site;
    const std::string profile = "http://hl7.org/fhir/StructureDefinition/vitalsigns";
    const Json observation = {
        {"resourceType", "Observation"}, {"status", "final"}, {"code", {{"text", "体温"}}}};
    EXPECT_FALSE(has_error(site.post("/fhir/Observation/$validate", observation.dump(), fhir_type)));
    EXPECT_TRUE(has_error(
        site.post("/fhir/Observation/$validate?profile=" + profile, observation.dump(), fhir_type)));
    const Json parameters = {{"resourceType", "Parameters"},
                             {"parameter", Json::array({{{"name", "resource"}, {"resource", observation}},
                                                        {{"name", "profile"}, {"valueUri", profile}}})}};
    EXPECT_TRUE(has_error(site.post("/fhir/Observation/$validate", parameters.dump(), fhir_type)));
}

TEST(Validate, validates_a_stored_resource) {
    Site site;
    const std::string patient = "/fhir/Patient/" + site.submit(admission()) + ".1/$validate";
    const Json profile = {
        {"resourceType", "Parameters"},
        {"parameter", Json::array({{{"name", "mode"}, {"valueCode", "profile"}},
                                   {{"name", "profile"},
                                    {"valueUri", "http://hl7.org/fhir/StructureDefinition/vitalsigns"}}})}};
    const Response validated = site.post(patient + "?mode=profile", "", fhir_type);
    EXPECT_EQ(validated.status, 200) << validated.body;
    EXPECT_FALSE(has_error(validated)) << validated.body;
    EXPECT_TRUE(has_error(site.post(patient, profile.dump(), fhir_type))) << "a Patient is no vital sign";
    EXPECT_EQ(site.post("/fhir/Patient/nothing/$validate?mode=profile", "", fhir_type).status, 404);
    EXPECT_EQ(site.post(patient + "?mode=profile", "", fhir_type, "stranger").status, 404);
}

TEST(Validate, of_an_instance_wants_its_id) {
    Site site;
    const Json patient = {{"resourceType", "Patient"}, {"id", "a"}, {"active", true}};
    EXPECT_FALSE(has_error(site.post("/fhir/Patient/a/$validate", patient.dump(), fhir_type)));
    EXPECT_TRUE(has_error(site.post("/fhir/Patient/b/$validate", patient.dump(), fhir_type)));
    EXPECT_TRUE(has_error(site.post("/fhir/Observation/a/$validate", patient.dump(), fhir_type)));
}

TEST(Validate, knows_the_modes) {
    Site site;
    const std::string patient = R"({"resourceType":"Patient","active":true})";
    EXPECT_FALSE(has_error(site.post("/fhir/Patient/$validate?mode=profile", patient, fhir_type)));
    for (const char* const mode : {"create", "update", "delete"}) {
        const Response response =
            site.post(std::string("/fhir/Patient/$validate?mode=") + mode, patient, fhir_type);
        EXPECT_EQ(response.status, 200);
        EXPECT_NE(response.body.find("would-not-be-taken"), std::string::npos) << mode << response.body;
    }
    EXPECT_EQ(problem(site.post("/fhir/Patient/a/$validate?mode=delete", "", fhir_type)),
              "would-not-be-taken");
    EXPECT_FALSE(has_error(site.post("/fhir/Bundle/$validate?mode=create",
                                     documents::file("admission/full.bundle.json"), fhir_type)));
    EXPECT_EQ(problem(site.post("/fhir/Patient/$validate?mode=look", patient, fhir_type)), "parameter-wrong");
    EXPECT_EQ(problem(site.post("/fhir/Patient/$validate?mode=profile&mode=create", patient, fhir_type)),
              "parameter-twice");
}

TEST(Validate, wants_the_type_of_the_path) {
    Site site;
    EXPECT_TRUE(
        has_error(site.post("/fhir/Observation/$validate", R"({"resourceType":"Patient"})", fhir_type)));
}

TEST(Validate, wants_fhir) {
    Site site;
    EXPECT_EQ(site.post("/fhir/$validate", "a,b", "text/csv").status, 415);
    EXPECT_EQ(site.post("/fhir/$validate", "", fhir_type).status, 400);
}

TEST(Convert, makes_fhir_of_a_form_and_the_form_of_fhir) {
    Site site;
    const Response bundle = site.post("/fhir/$convert", admission(), "text/csv; charset=Shift_JIS");
    ASSERT_EQ(bundle.status, 200) << bundle.body;
    EXPECT_EQ(bundle.media_type, "application/fhir+json");
    const Response back =
        site.post("/fhir/$convert", bundle.body, fhir_type, "manager", {{"Accept", "text/csv"}});
    EXPECT_EQ(back.body, admission());
    EXPECT_EQ(back.media_type, "text/csv;charset=windows-31j");
    EXPECT_EQ(site.documents(), 0U) << "nothing is stored";
}

TEST(Convert, refuses_a_parameter_that_is_given_twice) {
    Site site;
    const Response response = site.post("/fhir/$convert?to=fhir&to=csv", admission(), "text/csv");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(problem(response), "parameter-twice");
}

TEST(Convert, chooses_by_parameter_and_by_accept) {
    Site site;
    EXPECT_EQ(site.post("/fhir/$convert?to=fhir-xml", admission(), "text/csv").media_type,
              "application/fhir+xml");
    EXPECT_EQ(
        site.post("/fhir/$convert", admission(), "text/csv", "manager", {{"Accept", "application/fhir+xml"}})
            .media_type,
        "application/fhir+xml");
    EXPECT_EQ(site.post("/fhir/$convert?to=csv", admission(), "text/csv", "manager",
                        {{"Accept", "application/fhir+xml"}})
                  .body,
              admission());
    EXPECT_EQ(site.post("/fhir/$convert?to=nothing", admission(), "text/csv").status, 406);
    const Response nurse =
        site.post("/fhir/$convert", documents::file("nursing_plan/full.json"), "application/json");
    EXPECT_EQ(json_of(nurse)["type"], "document");
    EXPECT_EQ(site.post("/fhir/$convert", nurse.body, fhir_type, "manager", {{"Accept", "application/json"}})
                  .media_type,
              "application/json");
}

TEST(Convert, takes_any_resource_from_json_into_xml) {
    Site site;
    const Response xml =
        site.post("/fhir/$convert?to=fhir-xml", R"({"resourceType":"Patient","active":true})", fhir_type);
    EXPECT_NE(xml.body.find("<active value=\"true\"/>"), std::string::npos) << xml.body;
}

TEST(Convert, refuses_with_everything_that_is_wrong) {
    Site site;
    const Response response =
        site.post("/fhir/$convert", documents::replaced(admission(), ",990010,", ",990011,"), "text/csv");
    EXPECT_EQ(response.status, 422);
    EXPECT_TRUE(has_error(response));
    EXPECT_EQ(site.post("/fhir/$convert", "x", "image/png").status, 415);
    EXPECT_EQ(site.post("/fhir/$convert", "", "text/csv").status, 400);
}

TEST(Convert, returns_its_report_in_parameters_on_request) {
    Site site;
    const Json in = {{"resourceType", "Parameters"},
                     {"parameter", Json::array({{{"name", "input"},
                                                 {"resource",
                                                  {{"resourceType", "Binary"},
                                                   {"contentType", "text/csv"},
                                                   {"data", base::to_base64(admission())}}}},
                                                {{"name", "to"}, {"valueCode", "csv"}}})}};
    const Response response = site.post("/fhir/$convert", in.dump(), fhir_type);
    ASSERT_EQ(response.status, 200) << response.body;
    const Json out = json_of(response);
    EXPECT_EQ(out["parameter"][0]["name"], "output");
    EXPECT_EQ(base::from_base64(out["parameter"][0]["resource"]["data"].get<std::string>()), admission());
    EXPECT_EQ(out["parameter"][1]["resource"]["resourceType"], "OperationOutcome");
    EXPECT_EQ(mhd::errors_of(response.body), "");
    EXPECT_EQ(json_of(site.post("/fhir/$convert?report=true", admission(),
                                "text/csv"))["parameter"][0]["resource"]["type"],
              "document");
}

TEST(Metadata, is_a_valid_statement_of_what_there_is) {
    Site site;
    const Response response = site.get("/fhir/metadata");
    ASSERT_EQ(response.status, 200);
    EXPECT_EQ(mhd::errors_of(response.body), "");
    EXPECT_EQ(site.get("/metadata").body, response.body);
    EXPECT_TRUE(site.get("/metadata", "manager", {{"Accept", "application/fhir+xml"}})
                    .body.find("<CapabilityStatement") != std::string::npos);
    const Json statement = json_of(response);
    EXPECT_EQ(statement["kind"], "instance");
    EXPECT_EQ(statement["rest"][0]["interaction"], Json::array({{{"code", "transaction"}}}));
}

TEST(Metadata, offers_every_searchable_type_with_its_parameters) {
    Site site;
    std::set<std::string> seen;
    const Json resources = json_of(site.get("/metadata"))["rest"][0]["resource"];
    ASSERT_FALSE(resources.empty());
    for (const Json& resource : resources) {
        seen.insert(resource["type"]);
        if (!mhd::can_search(resource["type"].get<std::string>())) {
            EXPECT_FALSE(resource.contains("searchParam")) << resource["type"];
            continue;
        }
        for (const Json& parameter : resource["searchParam"]) {
            EXPECT_NE(mhd::find_parameter(resource["type"].get<std::string>(),
                                          parameter["name"].get<std::string>()),
                      nullptr);
        }
    }
    for (const std::string_view type : mhd::searchable_types()) {
        EXPECT_TRUE(seen.contains(std::string(type))) << type;
    }
}

TEST(Metadata, offers_no_write_of_single_resources) {
    Site site;
    const Json resources = json_of(site.get("/metadata"))["rest"][0]["resource"];
    ASSERT_FALSE(resources.empty());
    for (const Json& resource : resources) {
        for (const Json& interaction : resource.value("interaction", Json::array())) {
            const std::string code = interaction["code"];
            const bool may_write = resource["type"] == "Bundle" || resource["type"] == "DocumentReference";
            EXPECT_TRUE(code == "read" || code == "vread" || code == "history-instance" ||
                        code == "search-type" || (code == "create" && may_write))
                << resource["type"] << code;
        }
    }
}

TEST(Metadata, leads_to_the_definition_of_convert) {
    Site site;
    const Response definition = site.get("/fhir/OperationDefinition/renkei-convert");
    ASSERT_EQ(definition.status, 200) << definition.body;
    EXPECT_EQ(mhd::errors_of(definition.body), "");
    const Json operations = json_of(site.get("/metadata"))["rest"][0]["operation"];
    EXPECT_TRUE(std::ranges::any_of(
        operations, [&](const Json& each) { return each["definition"] == json_of(definition)["url"]; }));
    EXPECT_EQ(site.get("/fhir/OperationDefinition/other").status, 404);
}

} // namespace
} // namespace renkei::server::operations_test
