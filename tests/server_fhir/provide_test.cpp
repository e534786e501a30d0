#include "gateway/core/base/base64.h"
#include "gateway/forms/service/fhir_text.h"
#include "gateway/network/documents/loaded_definitions.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/provide/provide_bundle.h"

#include "tests/server_fhir/kit.h"
#include "tests/support/held_writer.h"
#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace renkei::server::provide_test {
namespace {

using documents::admission;

constexpr std::string_view fhir_type = "application/fhir+json";

std::string id_in(const Json& response, std::size_t entry) {
    const std::string location = response["entry"][entry]["response"]["location"];
    return mhd::logical_id(mhd::parse_reference(location)->id.document);
}

TEST(ProvideBundle, of_more_documents_than_the_gateway_takes_at_once_stores_nothing) {
    Site site;
    Json bundle = transaction(admission(), "text/csv");
    const Json one = bundle["entry"][1];
    for (std::size_t i = 0; i < site.gateway().intake().limits().documents; ++i) {
        bundle["entry"].push_back(one);
        bundle["entry"].back()["fullUrl"] = fmt::format("urn:uuid:00000000-0000-4000-8000-{:012}", i);
    }
    const Response answer = site.post("/fhir", bundle.dump(), fhir_type);
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(problem(answer), "too-many-documents");
    EXPECT_EQ(site.documents(), 0U);
}

TEST(ProvideBundle, replaces_by_relation_and_patch) {
    Site site;
    const std::string id = site.submit(admission());
    const std::string url = "DocumentReference/" + id;
    const std::string bundle = mhd::provide_bundle(
        *mhd::view_of("admission/full.bundle.json"),
        {.bytes = admission("2", "00-0000-9999"), .media_type = "text/csv", .replaces = url});
    const Response answer = site.post("/fhir", bundle, fhir_type);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const Json response = json_of(answer);
    EXPECT_EQ(id_in(response, 1), id);
    EXPECT_EQ(response["entry"][3]["response"]["status"], "200 OK");
    EXPECT_EQ(json_of(site.get("/fhir/" + url))["meta"]["versionId"], "2");
    EXPECT_EQ(json_of(site.get("/fhir/" + url + "/_history/1"))["status"], "superseded");
}

// IHE MHD, ITI-65, table 2:3.65.4.1.3-1
TEST(Provided, documents_release_their_worker_before_they_wait_for_the_commit) {
    for (const bool simply : {false, true}) {
        Site site;
        auto one = site.gateway().lease_worker({}); // one is left
        test::HeldWriter writer(site.store());
        const auto idle = site.store().health().waiting;
        Response answer;
        std::thread sender([&] {
            answer = simply ? site.post("/fhir/DocumentReference", simplified(admission(), "text/csv").dump(),
                                        fhir_type)
                            : site.post("/fhir", transaction(admission(), "text/csv").dump(), fhir_type);
        });
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (site.store().health().waiting == idle && std::chrono::steady_clock::now() < until) {
            std::this_thread::yield();
        }
        EXPECT_GT(site.store().health().waiting, idle) << "the sender waits for the commit";
        EXPECT_TRUE(site.gateway().workers().acquire(std::chrono::milliseconds(0))) << simply;
        writer.let_go();
        sender.join();
        EXPECT_EQ(answer.status, simply ? 201 : 200) << answer.body;
    }
}

TEST(Busy, is_audited_for_every_route) {
    Site site;
    const std::string id = site.submit(admission());
    const auto one = site.gateway().lease_worker({});
    const auto other = site.gateway().lease_worker({});
    ASSERT_TRUE(one && other);
    std::size_t reported = site.events().size();
    const auto is_busy = [&](const Response& answer, const std::string& what) {
        EXPECT_EQ(answer.status, 503) << what;
        EXPECT_TRUE(std::ranges::any_of(answer.headers, [](const auto& header) {
            return header.first == "Retry-After";
        })) << what;
        EXPECT_EQ(site.events().size(), ++reported) << what;
    };
    is_busy(site.post("/fhir", transaction(admission(), "text/csv").dump(), fhir_type), "ITI-65");
    is_busy(site.post("/fhir/DocumentReference", simplified(admission(), "text/csv").dump(), fhir_type),
            "ITI-105");
    is_busy(site.post("/fhir/Bundle", documents::file("admission/full.bundle.json"), fhir_type), "document");
    is_busy(site.get("/fhir/Binary/" + id), "ITI-68");
}

} // namespace
} // namespace renkei::server::provide_test
