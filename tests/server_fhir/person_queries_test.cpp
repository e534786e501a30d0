// IHE PIXm (ITI-83) and the search of PDQm (ITI-78).
#include "gateway/fhir/resources/outcome.h"
#include "gateway/network/mhd/persons/person_link.h"
#include "gateway/network/mhd/search/search.h"

#include "tests/server_fhir/kit.h"
#include "tests/server_fhir/persons.h"
#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::server::person_queries_test {
namespace {

using documents::admission;
using documents::replaced;

std::string pix_path(const std::string& source, const std::string& target = "") {
    return "/fhir/Patient/$ihe-pix?sourceIdentifier=" + escaped(source) +
           (target.empty() ? "" : "&targetSystem=" + escaped(target));
}

TEST(CrossReference, of_an_identifier_without_its_organisation_finds_no_person) {
    Site site;
    for (const std::string id : {"M-1", "M-2"}) {
        site.submit(document_with(
            id, Json::array({{{"system", member_system}, {"value", ":" + std::string(hanako)}}}), false));
    }
    EXPECT_EQ(problem(site.get(pix_path(member_system + "|:" + std::string(hanako)))), "pix-source-unknown");
}

// The result of search() if one request may compare at most `most` documents.
mhd::SearchResult compared_at_most(Site& site, std::size_t most, const mhd::QueryPairs& parameters) {
    const mhd::SearchRequest request =
        documents::must(mhd::read_search("Patient", parameters, mhd::Handling::strict));
    mhd::SearchContext context{
        .search_key = site.store().search_key(),
        .reader = site.reader("manager"),
        .base = "https://gateway.example.jp/fhir",
        .self = "https://gateway.example.jp/fhir/Patient",
        .next = [](const std::string& after) { return "https://gateway.example.jp/fhir/" + after; },
        .outcome =
            [](const diag::Report& report) {
                return resources::operation_outcome(report, diag::Language::english,
                                                    "https://renkei.example.jp/fhir");
            },
        .memory = {.document = UINT64_MAX, .page = UINT64_MAX},
        .most_compared = most};
    return documents::must(site.store().read_value<mhd::SearchResult>(
        [&](const store::Snapshot& snapshot) { return mhd::search(snapshot, request, context, ""); }));
}

TEST(Demographics, are_compared_with_so_many_documents_and_say_that_there_are_more) {
    Site site;
    site.submit(admission());
    for (int i = 0; i < 3; ++i) {
        site.submit(replaced(plain_document(fmt::format("P-{}", i), "990028", "00054321"), "1938-05-12",
                             "1938-05-13"));
    }
    const Json some = Json::parse(compared_at_most(site, 3, {{"birthdate", "1938-05-12"}}).bundle);
    EXPECT_FALSE(some.contains("total"));
    EXPECT_EQ(some["link"][1]["relation"], "next");
    ASSERT_EQ(some["entry"].size(), 1U);
    EXPECT_EQ(some["entry"][0]["resource"]["issue"][0]["details"]["coding"][0]["code"], "search-incomplete");
    const Json all = Json::parse(compared_at_most(site, 4, {{"birthdate", "1938-05-12"}}).bundle);
    EXPECT_EQ(all["total"], 1);
    EXPECT_EQ(all["link"].size(), 1U);
    EXPECT_EQ(all["entry"].size(), 1U);
    const Json counted =
        Json::parse(compared_at_most(site, 3, {{"birthdate", "1938-05-12"}, {"_summary", "count"}}).bundle);
    EXPECT_FALSE(counted.contains("total"));
    EXPECT_EQ(counted["link"].size(), 1U);
}

} // namespace
} // namespace renkei::server::person_queries_test
