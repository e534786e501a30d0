// Old versions and corrected persons in the FHIR view, and what ITI-65 and ITI-105 say of documents of
// others.
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/store/session/session.h"

#include "tests/server_fhir/kit.h"
#include "tests/server_fhir/persons.h"
#include <fmt/format.h>

#include <algorithm>

namespace renkei::server::fhir_versions_test {
namespace {

using documents::admission;
using documents::replaced;

constexpr std::string_view fhir_type = "application/fhir+json";

// An answer without what is new in every answer.
std::string answered(const Response& answer) {
    Json out = json_of(answer);
    for (const char* const name : {"id", "meta", "content", "masterIdentifier", "identifier", "date"}) {
        out.erase(name);
    }
    return std::to_string(answer.status) + out.dump();
}

TEST(Replacing, a_document_of_others_is_answered_like_one_that_is_not_there) {
    Site site;
    const std::string of_others = site.submit(admission(), "manager");
    const auto replacing = [&](const std::string& id, const std::string& name) {
        Json document = simplified("%PDF " + name, "application/pdf");
        document["masterIdentifier"]["value"] = "urn:oid:" + name;
        document["relatesTo"] = relation("replaces", id);
        return site.post("/fhir/DocumentReference", document.dump(), fhir_type, "stranger");
    };
    const Response of_known = replacing(of_others, "1.2.10");
    const Response of_unknown = replacing(mhd::logical_id("01890a5d-ac96-774b-bcce-b302099a8057"), "1.2.11");
    EXPECT_EQ(of_known.status, 201) << of_known.body;
    EXPECT_EQ(answered(of_known), answered(of_unknown));
    EXPECT_EQ(json_of(site.get("/fhir/DocumentReference/" + of_others))["meta"]["versionId"], "1")
        << "it is not replaced";
}

} // namespace
} // namespace renkei::server::fhir_versions_test
