#include "tests/server_fhir/kit.h"

namespace renkei::server::misdirected_document_test {
namespace {

TEST(ProvideBundle, takes_a_document_that_comes_without_a_transaction_as_the_bundle_route_does) {
    Site site;
    const std::string document = documents::file("admission/full.bundle.json");
    const Response response = site.post("/fhir", document, "application/fhir+json");
    EXPECT_EQ(response.status, 201) << response.body;
    EXPECT_EQ(problem(response), "document-taken");
    EXPECT_EQ(mhd::errors_of(response.body), "");
    EXPECT_EQ(site.post("/fhir/Bundle", document, "application/fhir+json").status, 200) << "it is here";
    EXPECT_EQ(site.documents(), 1U);
    EXPECT_EQ(site.post("/fhir", document, "application/fhir+json", "stranger").status, 403);
}

// IHE BALP: a resource is created; ITI-65 would be a SubmissionSet with its documents.
TEST(ProvideBundle, that_is_a_document_is_a_create_in_the_audit_whether_or_not_it_is_taken) {
    const auto is_iti_65 = [](Site& site) {
        return site.events().back().find("ITI-65") != std::string::npos;
    };
    Site site;
    const std::string document = documents::file("admission/full.bundle.json");
    EXPECT_EQ(site.post("/fhir", document, "application/fhir+json", "stranger").status, 403);
    EXPECT_FALSE(is_iti_65(site));
    EXPECT_EQ(site.post("/fhir", document, "application/fhir+json").status, 201);
    EXPECT_FALSE(is_iti_65(site));
    EXPECT_GE(site.post("/fhir", transaction("x", "text/csv").dump(), "application/fhir+json").status, 400);
    EXPECT_TRUE(is_iti_65(site));
}

} // namespace
} // namespace renkei::server::misdirected_document_test
