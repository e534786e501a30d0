// Conditions of requests: each is honoured, or refused by its name, and none is passed over.
#include "gateway/core/base/base64.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/server/routes.h"

#include "tests/server_fhir/kit.h"

#include <atomic>
#include <thread>

namespace renkei::server::conditions_test {
namespace {

constexpr std::string_view fhir_type = "application/fhir+json";

// A transaction that brings these bytes as a PDF of its own.
Json attachment(const std::string& bytes, const std::string& name) {
    Json bundle = transaction(bytes, "application/pdf");
    bundle["entry"][1]["resource"]["masterIdentifier"]["value"] = "urn:oid:1.2." + name;
    bundle["entry"][1]["resource"].erase("identifier");
    return bundle;
}

// The next version of a document, as a client sends it that knows this version of it.
Json replacing(const std::string& id, const std::string& bytes, const std::string& if_match,
               const std::string& name) {
    Json bundle = attachment(bytes, name);
    bundle["entry"][1]["resource"]["relatesTo"] = relation("replaces", id);
    Json patch = Json::parse(R"({"resource":{"resourceType":"Parameters","parameter":[{"name":"operation",
        "part":[{"name":"type","valueCode":"replace"},
                {"name":"path","valueString":"DocumentReference.status"},
                {"name":"value","valueCode":"superseded"}]}]},"request":{"method":"PATCH"}})");
    patch["request"]["url"] = "DocumentReference/" + id;
    if (!if_match.empty()) {
        patch["request"]["ifMatch"] = if_match;
    }
    bundle["entry"].push_back(patch);
    return bundle;
}

std::string brought(Site& site, const Json& bundle) {
    const Response answer = site.post("/fhir", bundle.dump(), fhir_type);
    EXPECT_EQ(answer.status, 200) << answer.body;
    const std::string location = json_of(answer)["entry"][1]["response"]["location"];
    return mhd::logical_id(mhd::parse_reference(location)->id.document);
}

TEST(ReplacingEntry, of_two_at_once_wins_once) {
    Site site;
    const std::string id = brought(site, attachment("%PDF 1", "1"));
    std::atomic<int> won = 0;
    std::atomic<int> lost = 0;
    std::vector<std::thread> senders;
    for (int sender = 0; sender < 4; ++sender) {
        senders.emplace_back([&, sender] {
            const std::string name = std::to_string(10 + sender);
            Response answer{.status = 503};
            while (answer.status == 503) { // no worker is free
                answer = site.post("/fhir", replacing(id, "%PDF " + name, "W/\"1\"", name).dump(), fhir_type);
            }
            won += answer.status == 200 ? 1 : 0;
            lost += answer.status == 412 ? 1 : 0;
        });
    }
    for (std::thread& each : senders) {
        each.join();
    }
    EXPECT_EQ(won, 1);
    EXPECT_EQ(lost, 3);
    EXPECT_EQ(json_of(site.get("/fhir/DocumentReference/" + id))["meta"]["versionId"], "2");
}

// Every row of the table of routes.
TEST(Condition, that_a_route_does_not_compare_is_refused_by_its_name) {
    const std::pair<std::string, std::string> headers[] = {
        {"If-Match", "\"a\""},
        {"If-None-Match", "\"a\""},
        {"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"},
        {"If-Unmodified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"},
        {"If-None-Exist", "identifier=a"}};
    Site site;
    const std::vector<http::Route> table = bound(routes(), site.gateway());
    std::size_t refused = 0;
    std::size_t compared = 0;
    for (std::size_t i = 0; i < routes().size(); ++i) {
        const Route& row = routes()[i];
        if (row.is_of_person || std::ranges::all_of(row.statuses, [](int it) { return it >= 400; })) {
            continue;
        }
        for (const auto& [name, value] : headers) {
            const bool is_write = row.method != "GET";
            const bool has_412 = std::ranges::find(row.statuses, 412) != row.statuses.end();
            const bool has_304 = std::ranges::find(row.statuses, 304) != row.statuses.end();
            const bool is_compared = name == "If-Match" ? has_412 && row.method != "POST"
                                     : name == "If-None-Match" || name == "If-Modified-Since"
                                         ? has_304 && !is_write
                                         : false;
            if (is_compared) {
                ++compared;
                continue;
            }
            ++refused;
            const Request request{.method = std::string(row.method),
                                  .headers = {{name, value}},
                                  .caller = {.peer = &site.peer("manager")}};
            const std::vector<std::string> parts{"a", "b", "c"};
            const Response answer = table[i].handle(request, parts);
            EXPECT_EQ(answer.status, 400) << row.method << " " << row.pattern << " " << name << answer.body;
            EXPECT_NE(answer.body.find(name), std::string::npos) << row.pattern << answer.body;
        }
    }
    EXPECT_GT(refused, 100U);
    EXPECT_GT(compared, 20U);
}

} // namespace
} // namespace renkei::server::conditions_test
