#include "gateway/fhir/validate/bundles/bundle_rules.h"
#include "gateway/fhir/validate/bundles/bundled_reference.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "generated/messages/validate_bundle.h"

namespace renkei::validate {
namespace {

std::string own_path(const IndexedEntry& entry) {
    return std::string("/").append(entry.type).append("/").append(entry.id);
}

bool is_web_address(std::string_view url) {
    return url.starts_with("http://") || url.starts_with("https://");
}

// "http://a.example/fhir/Patient/1"
bool is_of_a_server(const Document& document, std::string_view url) {
    const ReferencePath path = path_of(url);
    const definitions::TypeId type = document.r4().type(path.type);
    return type && document.r4().kind(type) == definitions::TypeKind::resource &&
           is_valid(definitions::Primitive::id, path.id);
}

// A resource that is yet to be created has no id, and its full URL counts only within the bundle.
bool is_to_be_created(const Document& document, const IndexedEntry& entry) {
    return document.text(document.child(entry.node, "request"), "method") == "POST";
}

void check_missing(ValidationRun& validation, const EntryIndex& bundle, const IndexedEntry& entry) {
    // an OperationOutcome is about the bundle and has no identity
    if (!is_exchange(bundle.type()) && entry.type != "OperationOutcome") {
        validation.report(message::bundle_no_full_url, entry.node, {bundle.type()});
    }
}

// Does the full URL agree with the id, or with the canonical URL, of its resource?
void check_agreement(ValidationRun& validation, const IndexedEntry& entry) {
    const NodeId at = validation.document().child(entry.node, "fullUrl");
    if (is_of_a_server(validation.document(), entry.full_url)) {
        if (entry.id.empty()) {
            if (!is_to_be_created(validation.document(), entry)) {
                validation.report(message::bundle_full_url_without_id, at, {entry.full_url});
            }
        } else if (!path_of(entry.full_url).address.ends_with(own_path(entry))) {
            validation.report(message::bundle_full_url_other, at, {entry.full_url, own_path(entry)});
        }
        return;
    }
    if (validation.document().text(entry.resource, "url") == entry.full_url &&
        !entry.full_url.ends_with(std::string("/").append(entry.id))) {
        validation.report(message::bundle_full_url_canonical, at, {entry.full_url, entry.id});
    }
}

} // namespace

void check_full_urls(ValidationRun& validation, const EntryIndex& bundle) {
    for (const IndexedEntry& entry : bundle.entries()) {
        if (entry.full_url.empty()) {
            if (entry.resource != no_node) {
                check_missing(validation, bundle, entry);
            }
        } else if (!is_absolute_uri(entry.full_url)) {
            validation.report(message::bundle_full_url_relative,
                              validation.document().child(entry.node, "fullUrl"), {entry.full_url});
        } else if (entry.resource != no_node && is_web_address(entry.full_url)) {
            check_agreement(validation, entry);
        }
    }
}

} // namespace renkei::validate
