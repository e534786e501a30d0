// Attachments that are kept in chunks are given out piece by piece.
#include "gateway/core/base/base64.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

namespace renkei::server::large_attachment_test {
namespace {

std::string large_attachment() {
    std::string out = "%PDF\n";
    for (unsigned i = 0; out.size() < 2'500'000; ++i) {
        out += fmt::format("line {}\n", i);
    }
    return out;
}

// All the bytes that the connection would be given.
std::string pulled(const Response& response) {
    std::string out;
    for (auto piece = response.source.next(); piece && *piece; piece = response.source.next()) {
        EXPECT_LE((*piece)->size(), std::size_t{1} << 20U);
        out += **piece;
    }
    return out;
}

TEST(LargeAttachment, is_given_out_in_pieces_as_it_came) {
    Site site;
    const std::string bytes = large_attachment();
    const Json resource{
        {"resourceType", "DocumentReference"},
        {"masterIdentifier", {{"system", "urn:ietf:rfc:3986"}, {"value", "urn:oid:1.2.3"}}},
        {"status", "current"},
        {"subject", {{"identifier", {{"system", insured_system}, {"value", hanako}}}}},
        {"content",
         Json::array(
             {{{"attachment", {{"contentType", "application/pdf"}, {"data", base::to_base64(bytes)}}}}})}};
    const Response made = site.post("/fhir/DocumentReference", resource.dump(), "application/fhir+json");
    ASSERT_EQ(made.status, 201) << made.body;
    const Response response = site.get("/fhir/Binary/" + json_of(made)["id"].get<std::string>());
    EXPECT_EQ(response.status, 200);
    ASSERT_TRUE(response.source) << "not as one text";
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(response.source.size, bytes.size());
    EXPECT_TRUE(pulled(response) == bytes);
}

} // namespace
} // namespace renkei::server::large_attachment_test
