// What the audit records of a search.
#include "gateway/network/audit/facts.h"
#include "gateway/network/mhd/logical_id.h"
#include "gateway/network/server/audit_query.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

namespace renkei::server::search_audit_test {
namespace {

using documents::admission;
using documents::admission_named;

TEST(SearchEvent, is_of_bounded_size) {
    Site site;
    std::string many = "/fhir/Patient?_id=1";
    for (int i = 0; i < 5'000; ++i) {
        many += "&a=";
    }
    EXPECT_EQ(site.get(many).status, 200);
    const std::string event = query_of(site.events().back());
    EXPECT_LT(event.size(), 2'500U);
    EXPECT_TRUE(event.starts_with("Patient&_id=")) << event;
    EXPECT_TRUE(event.ends_with("&…=4969")) << event;
}

TEST(SearchEvent, has_no_text_of_the_caller) {
    Site site;
    for (const std::string path :
         {"/fhir/Patient?_id=1&_Hanako=1", "/fhir/Patient?_id=1&Hanako=1",
          "/fhir/Patient?identifier:Hanako=1", "/fhir/Hanako?_id=1", "/fhir/Patient?_include:Hanako=1"}) {
        site.get(path);
        EXPECT_EQ(query_of(site.events().back()).find("Hanako"), std::string::npos) << path;
    }
    site.get("/fhir/Observation?subject:Patient=1&_count=1");
    EXPECT_NE(query_of(site.events().back()).find("Observation&subject="), std::string::npos);
    EXPECT_NE(query_of(site.events().back()).find("&_count="), std::string::npos);
}

TEST(SearchEvent, names_the_documents_whose_resources_went_out) {
    Site site;
    const std::string first = site.submit(admission());
    const std::string second = site.submit(admission_named("A-2"));
    const auto id = [](const std::string& logical) { return mhd::parse_logical_id(logical)->document; };
    site.get("/fhir/Composition?_id=" + first + ".0");
    EXPECT_TRUE(query_of(site.events().back()).ends_with("&documents=" + id(first)));
    site.get("/fhir/Patient?identifier=" + person());
    EXPECT_TRUE(query_of(site.events().back()).ends_with("&documents=" + id(second) + "," + id(first)));
    site.get("/fhir/Provenance?target=Patient/" + first + ".1");
    EXPECT_TRUE(query_of(site.events().back()).ends_with("&documents=" + id(first)));
    for (const std::string& nothing :
         {"/fhir/Patient?_summary=count&identifier=" + person(), "/fhir/Composition?_id=" + first + ".1"}) {
        site.get(nothing);
        EXPECT_EQ(query_of(site.events().back()).find("documents="), std::string::npos) << nothing;
    }
}

// A person who is asked for beside others is named, too.
TEST(SearchEvent, names_all_persons_who_were_asked_for) {
    Site site;
    site.submit(admission());
    const auto persons_of = [&](const std::string& identifiers) {
        site.get("/fhir/Patient?identifier=" + identifiers);
        const std::string query = query_of(site.events().back());
        const std::size_t at = query.find("&persons=");
        return at == std::string::npos ? std::string() : query.substr(at, query.find('&', at + 1) - at);
    };
    const std::string alone = persons_of(person());
    ASSERT_FALSE(alone.empty());
    const std::string hash = alone.substr(std::string_view("&persons=").size(), 16);
    EXPECT_NE(
        persons_of("https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no%7C9999999999," + person())
            .find(hash),
        std::string::npos);
}

TEST(SearchEvent, names_every_document_that_was_shown) {
    Site site;
    std::vector<std::string> documents;
    for (int i = 0; i < 25; ++i) {
        documents.push_back(
            mhd::parse_logical_id(site.submit(admission_named(fmt::format("A-{}", i))))->document);
    }
    for (const std::string& path : {"/fhir/DocumentReference?_count=100&patient.identifier=" + person(),
                                    "/fhir/Patient/$summary?identifier=" + person(),
                                    std::string("/fhir/Patient?_count=100&birthdate=1938-05-12")}) {
        ASSERT_EQ(site.get(path).status, 200) << path;
        const audit::EventSummary noted = documents::last_event_noted(site.store());
        for (const std::string& document : documents) {
            EXPECT_TRUE(noted.is_about(document)) << path;
        }
    }
}

TEST(SearchEvent, names_a_document_of_several_versions_once) {
    EXPECT_EQ(audit_documents_text(std::vector<std::string>{"a", "b", "a"}), "a,b");
    EXPECT_EQ(audit_documents_text(std::vector<std::string>{}), "");
}

} // namespace
} // namespace renkei::server::search_audit_test
