#include "gateway/core/base/base64.h"
#include "gateway/network/mhd/search/search_table.h"
#include "gateway/network/server/fhir/fhir_handlers.h"
#include "gateway/network/server/routes.h"

#include "tests/server_fhir/kit.h"

#include <algorithm>
#include <map>
#include <set>

namespace renkei::server::operations_test {
namespace {

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

TEST(Routes, are_public_where_no_stored_data_is_returned) {
    std::set<std::string_view> open;
    for (const Route& route : routes()) {
        if (route.is_public) {
            open.insert(route.name);
        }
    }
    EXPECT_EQ(open, (std::set<std::string_view>{"capabilities", "convert", "openapi", "operation-definition",
                                                "style", "validate"}));
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

} // namespace
} // namespace renkei::server::operations_test
