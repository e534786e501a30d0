// What reads of large documents hold in memory: it is reserved before, whatever the way in.
#include "gateway/core/base/base64.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <thread>
#include <vector>

namespace renkei::server::read_memory_test {
namespace {

constexpr std::string_view fhir_type = "application/fhir+json";
constexpr std::size_t mib = 1U << 20;

constexpr std::string_view insured = "H000000311"; // of these documents

// A document with a Patient of so many bytes.
std::string document_with_patient_of(std::size_t bytes, std::string_view name) {
    Json bundle =
        Json::parse(documents::replaced(documents::file("admission/foreign-extra.json"), "FIX-HARD", name));
    for (Json& entry : bundle["entry"]) {
        if (entry["resource"]["resourceType"] == "Patient") {
            // a string of FHIR has 1 MiB at most
            for (std::size_t written = 0; written < bytes; written += bytes / 4) {
                entry["resource"]["extension"].push_back({{"url", "https://partner.example/fhir/note"},
                                                          {"valueString", std::string(bytes / 4, 'a')}});
            }
        }
    }
    return bundle.dump();
}

// A site with little memory, and a request that waits for the memory that another one holds.
struct Tight {
    Tight() { site.memory = http::MemoryShare(budget, "manager"); }

    // The response; fails if the request did not reserve memory for something larger than half of a share.
    Response waits(const std::function<Response()>& ask) {
        const auto other = budget.open("manager", http::MemoryUse::working);
        EXPECT_TRUE(other->grow(10 * mib));
        bool has_waited = false;
        std::jthread freeing([&](const std::stop_token& ended) {
            while (!ended.stop_requested() && !has_waited) {
                has_waited = budget.waiting_for_slot() > 0;
                std::this_thread::yield();
            }
            other->release();
        });
        Response out = ask();
        freeing.request_stop();
        freeing.join();
        EXPECT_TRUE(has_waited);
        return out;
    }

    http::MemoryBudget budget{{.total = mib, .per_caller = mib}};
    Site site;
};

TEST(ReadMemory, of_documents_of_usual_size_is_not_reserved) {
    Tight tight;
    const std::string id = tight.site.submit(documents::admission());
    const Response bundle = tight.site.get("/fhir/Bundle/" + id);
    const Response history = tight.site.get("/fhir/Bundle/" + id + "/_history");
    const Response search = tight.site.get("/fhir/Patient?identifier=" + person());
    EXPECT_EQ(bundle.status, 200);
    EXPECT_EQ(history.status, 200);
    EXPECT_EQ(search.status, 200);
    EXPECT_EQ(tight.budget.held(), 0U);
}

TEST(ReadMemory, of_a_large_document_is_reserved_by_every_read_and_held_by_its_answer) {
    Tight tight;
    const std::string id = tight.site.submit(document_with_patient_of(2 * mib, "FIX-LARGE"));
    for (const std::string& path :
         {"/fhir/Bundle/" + id, "/fhir/Patient/" + id + ".1", "/fhir/Bundle/" + id + "/_history",
          "/fhir/Patient/" + id + ".1/_history/1", "/fhir/Patient?identifier=" + person(insured),
          "/fhir/Coverage?patient=" + id + ".1"}) {
        const Response response = tight.waits([&] { return tight.site.get(path); });
        EXPECT_EQ(response.status, 200) << path << response.body.substr(0, 500);
        EXPECT_GE(tight.budget.held(), response.body.size()) << path;
    }
    EXPECT_EQ(tight.budget.held(), 0U);
}

TEST(ReadMemory, of_a_document_that_a_new_one_names_as_its_persons_is_reserved) {
    Tight tight;
    const std::string id = tight.site.submit(document_with_patient_of(2 * mib, "FIX-LARGE"));
    const Json resource{
        {"resourceType", "DocumentReference"},
        {"masterIdentifier", {{"system", "urn:ietf:rfc:3986"}, {"value", "urn:oid:1.2.3"}}},
        {"status", "current"},
        {"subject", {{"reference", "Patient/" + id + ".1"}}},
        {"content",
         Json::array(
             {{{"attachment", {{"contentType", "application/pdf"}, {"data", base::to_base64("%PDF")}}}}})}};
    const Response made =
        tight.waits([&] { return tight.site.post("/fhir/DocumentReference", resource.dump(), fhir_type); });
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(tight.budget.held(), 0U);
    EXPECT_EQ(entries(tight.waits([&] {
                  return tight.site.get("/fhir/DocumentReference?patient.identifier=" + person(insured));
              })).size(),
              2U);
}

TEST(ReadMemory, ends_a_page_of_a_search_and_the_next_link_goes_on) {
    Tight tight;
    for (const char* const name : {"FIX-A", "FIX-B", "FIX-C"}) {
        tight.site.submit(document_with_patient_of(2'200'000, name));
    }
    std::vector<std::string> found;
    std::vector<std::size_t> pages;
    for (std::string path = "/fhir/Patient?identifier=" + person(insured); !path.empty();) {
        const Response response = tight.site.get(path);
        ASSERT_EQ(response.status, 200) << response.body.substr(0, 500);
        EXPECT_EQ(json_of(response)["total"], 3U);
        const std::vector<std::string> page = entries(response);
        pages.push_back(page.size());
        found.insert(found.end(), page.begin(), page.end());
        path = link(response, "next");
    }
    EXPECT_EQ(pages, (std::vector<std::size_t>{2, 1}));
    std::ranges::sort(found);
    EXPECT_EQ(std::ranges::unique(found).begin() - found.begin(), 3);
}

} // namespace
} // namespace renkei::server::read_memory_test
