#include "tests/mhd/transactions.h"

#include "gateway/core/json/parser.h"
#include "gateway/network/mhd/metadata/canonicals.h"
#include "gateway/network/mhd/provide/provide_bundle.h"

#include <gtest/gtest.h>

namespace renkei::mhd {

ReadTransaction read(const Json& bundle, std::size_t most) {
    ReadTransaction out;
    json::Tree tree;
    const std::string text = bundle.dump();
    EXPECT_TRUE(json::Parser().parse(text, tree));
    out.provision = read_provision(tree, most, out.report);
    return out;
}

Json comprehensive() {
    const std::string bytes = fixture("admission/full.bundle.json");
    return Json::parse(provide_bundle(*view_of("admission/full.bundle.json"),
                                      {.bytes = bytes, .media_type = "application/fhir+json"}));
}

Json minimal() {
    Json out = comprehensive();
    out["meta"]["profile"][0] = std::string(structures) + "IHE.MHD.Minimal.ProvideBundle";
    return out;
}

std::string all_of(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& finding : report.findings()) {
        out += diag::to_text(finding, diag::Language::english) + "\n";
    }
    return out;
}

std::string errors_after(Json bundle, const Edit& edit) {
    edit(bundle);
    return all_of(read(bundle).report);
}

Json& list(Json& bundle) { return bundle["entry"][0]["resource"]; }
Json& reference(Json& bundle) { return bundle["entry"][1]["resource"]; }
Json& attachment(Json& bundle) { return reference(bundle)["content"][0]["attachment"]; }

} // namespace renkei::mhd
