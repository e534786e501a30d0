#include "gateway/core/base/base64.h"
#include "gateway/network/documents/digest.h"
#include "gateway/network/mhd/metadata/logical_id.h"

#include "tests/server_fhir/kit.h"
#include <fmt/format.h>

namespace renkei::server::read_test {
namespace {

using documents::admission;

// A reader who asks for strict handling learns what would have been ignored: a summary, another encoding.
// R4 binary.html#rest
TEST(Audit, names_a_document_as_it_is_read) {
    Site site;
    site.get("/fhir/DocumentReference/" + site.submit(admission()));
    const Json event = Json::parse(site.events().back());
    const std::string base = store::StoreSettings().base;
    const auto named = std::ranges::find_if(
        event["entity"], [](const Json& entity) { return entity["what"].contains("reference"); });
    ASSERT_NE(named, event["entity"].end());
    const std::string reference = (*named)["what"]["reference"];
    ASSERT_TRUE(reference.starts_with(base + "/DocumentReference/")) << reference;
    EXPECT_EQ(site.get("/fhir" + reference.substr(base.size())).status, 200) << reference;
}

} // namespace
} // namespace renkei::server::read_test
