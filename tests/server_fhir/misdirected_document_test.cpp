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

} // namespace
} // namespace renkei::server::misdirected_document_test
