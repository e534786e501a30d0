#include "gateway/validate/bundle_rules.h"

#include "gateway/validate/bundle_links.h"
#include "gateway/validate/document_bundle.h"
#include "gateway/validate/full_urls.h"
#include "gateway/validate/requests.h"
#include "gateway/validate/search_bundle.h"

#include <array>

namespace renkei::validate {
namespace {

using Rule = void (*)(Check&, const EntryIndex&);
struct Row {
    std::string_view type; // of the bundle; empty: every
    Rule rule;
};
constexpr std::array rules{
    Row{"", check_full_urls},
    Row{"", check_bundle_links},
    Row{"document", check_document_bundle},
    Row{"message", check_message_bundle},
    Row{"searchset", check_search_bundle},
    Row{"batch", check_requests},
    Row{"transaction", check_requests},
};

} // namespace

void check_bundle(Check& check, json::NodeId resource) {
    const EntryIndex* bundle = check.document().bundle_around(resource);
    if (bundle == nullptr || bundle->bundle() != resource) {
        return; // where no Bundle may stand
    }
    for (const Row& row : rules) {
        if (row.type.empty() || row.type == bundle->type()) {
            row.rule(check, *bundle);
        }
    }
}

} // namespace renkei::validate
