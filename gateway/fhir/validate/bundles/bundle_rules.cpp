#include "gateway/fhir/validate/bundles/bundle_rules.h"

#include "gateway/fhir/validate/bundles/bundle_links.h"
#include "gateway/fhir/validate/bundles/search_bundle.h"

#include <array>

namespace renkei::validate {
namespace {

using BundleRule = void (*)(ValidationRun&, const EntryIndex&);
struct BundleRow {
    std::string_view type; // of the bundle; empty: every
    BundleRule rule;
};
constexpr std::array bundle_rules{
    BundleRow{"", check_full_urls},
    BundleRow{"", check_bundle_links},
    BundleRow{"document", check_document_bundle},
    BundleRow{"message", check_message_bundle},
    BundleRow{"searchset", check_search_bundle},
    BundleRow{"batch", check_requests},
    BundleRow{"transaction", check_requests},
};

} // namespace

void check_bundle(ValidationRun& validation, json::NodeId resource) {
    const EntryIndex* bundle = validation.document().bundle_around(resource);
    if (bundle == nullptr || bundle->bundle() != resource) {
        return; // where no Bundle may occur
    }
    for (const BundleRow& row : bundle_rules) {
        if (row.type.empty() || row.type == bundle->type()) {
            row.rule(validation, *bundle);
        }
    }
}

} // namespace renkei::validate
