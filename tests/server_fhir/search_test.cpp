#include "gateway/network/ledger/states.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/server/routes.h"
#include "generated/messages/documents.h"

#include "tests/server_fhir/kit.h"

#include <algorithm>
#include <set>

namespace renkei::server::search_test {
namespace {

using documents::admission;

TEST(Search, by_get_at_the_path_for_post_is_refused_with_the_right_path) {
    Site site;
    const std::vector<http::Route> table = bound(routes_of(site.gateway()), site.gateway());
    for (const std::vector<std::string>& path : {std::vector<std::string>{"documents", "_search"},
                                                 {"fhir", "DocumentReference", "_search"},
                                                 {"fhir", "$validate"}}) {
        for (const char* const method : {"GET", "HEAD", "PUT", "DELETE"}) {
            const http::RouteMatch found = http::match_route(table, {.method = method, .path = path});
            EXPECT_EQ(found.route, nullptr) << method << " " << path.back();
            EXPECT_EQ(found.allowed, std::vector<std::string_view>{"POST"}) << method << " " << path.back();
        }
    }
}

TEST(Search, finds_no_other_persons_documents_after_a_number_alone_was_to_be_linked) {
    Site site;
    site.submit(admission());
    const auto bare = documents::must(mhd::read_person(std::string(insured_system) + "|0000001016"));
    const auto other = documents::must(mhd::read_person("insurer:990010|0000002022"));
    for (const auto& [one, two] : {std::pair(bare, other), std::pair(other, bare)}) {
        const auto refused = ledger::change_link(site.store(), one, two, mhd::Linked::yes, {});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().message, diag::message::person_ambiguous);
    }
    EXPECT_EQ(total(site.get("/fhir/DocumentReference?patient.identifier=" + person("990010.0000002022"))),
              0U);
}

TEST(Search, goes_on_from_page_to_page_until_all_was_seen_once) {
    Site site;
    site.submit(admission());
    const std::size_t all = total(site.get("/fhir/Observation?patient.identifier=" + person() + "&_count=0"));
    ASSERT_GT(all, 50U);
    std::set<std::string> seen;
    std::string path = "/fhir/Observation?patient.identifier=" + person() + "&_count=20";
    std::size_t pages = 0;
    while (!path.empty()) {
        const Response page = site.get(path);
        EXPECT_EQ(total(page), all);
        for (const std::string& each : entries(page)) {
            EXPECT_TRUE(seen.insert(each).second) << each;
        }
        path = link(page, "next");
        ++pages;
    }
    EXPECT_EQ(seen.size(), all);
    EXPECT_EQ(pages, (all + 19) / 20);
}

} // namespace
} // namespace renkei::server::search_test
