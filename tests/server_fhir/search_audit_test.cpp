// What the audit records of a search.
#include "gateway/network/audit/facts.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/server/audit_query.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

namespace renkei::server::search_audit_test {
namespace {

using documents::admission;
using documents::admission_named;

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
