#include "gateway/fhir/validate/bundles/bundle_rules.h"
#include "gateway/fhir/validate/bundles/bundled_reference.h"
#include "generated/messages/validate_bundle.h"

namespace renkei::validate {
namespace {

// POST Patient, PUT Patient/1; not an operation, not a conditional update.
bool fits(const Document& document, std::string_view method, std::string_view url,
          const IndexedEntry& entry) {
    if (url.find('$') != std::string_view::npos || url.find('?') != std::string_view::npos) {
        return true;
    }
    if (method == "POST") {
        const definitions::TypeId type = document.r4().type(url);
        return !type || url == entry.type;
    }
    if (method != "PUT" || !is_relative_reference(document, url)) {
        return true;
    }
    const ReferencePath path = path_of(url);
    return path.type == entry.type && path.id == entry.id;
}

} // namespace

void check_requests(ValidationRun& validation, const EntryIndex& bundle) {
    const Document& document = validation.document();
    for (const IndexedEntry& entry : bundle.entries()) {
        const NodeId request = document.child(entry.node, "request");
        const std::string_view url = document.text(request, "url");
        if (entry.resource != no_node && !fits(document, document.text(request, "method"), url, entry)) {
            validation.report(diag::message::bundle_request_other, document.child(request, "url"),
                              {url, std::string(entry.type).append("/").append(entry.id)});
        }
    }
}

} // namespace renkei::validate
