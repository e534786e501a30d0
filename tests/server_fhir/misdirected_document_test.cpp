#include "tests/server_fhir/kit.h"

namespace renkei::server::misdirected_document_test {
namespace {

TEST(ProvideBundle, says_where_a_document_goes_that_comes_without_a_transaction) {
    Site site;
    const Response response =
        site.post("/fhir", documents::file("admission/full.bundle.json"), "application/fhir+json");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(problem(response), "document-belongs-to");
    EXPECT_NE(response.body.find("https://gateway.example.jp/fhir/Bundle"), std::string::npos)
        << response.body;
    EXPECT_NE(response.body.find("https://gateway.example.jp/documents"), std::string::npos) << response.body;
    EXPECT_EQ(mhd::errors_of(response.body), "");
    EXPECT_EQ(site.documents(), 0U);
}

} // namespace
} // namespace renkei::server::misdirected_document_test
