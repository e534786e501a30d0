#include "gateway/fhir/validate/bundles/bundled_reference.h"

#include "gateway/fhir/validate/elements/primitives.h"
#include "generated/messages/validate_bundle.h"

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

constexpr std::array exchanges{std::string_view("batch"), std::string_view("batch-response"),
                               std::string_view("transaction"), std::string_view("transaction-response")};

// Nothing in the bundle has the full URL that is meant.
void check_unresolved(ValidationRun& validation, const EntryIndex& bundle, NodeId at,
                      std::string_view reference, std::uint32_t from) {
    if (reference.starts_with("urn:uuid:") || reference.starts_with("urn:oid:")) {
        validation.report(message::bundle_urn_not_here, at, {reference});
        return;
    }
    const auto alike = bundle.alike(reference);
    if (is_absolute_uri(reference) || alike.empty() || is_exchange(bundle.type())) {
        return; // outside of the bundle
    }
    const std::string full = bundle.completed(reference, from).value_or(std::string(reference));
    if (alike.size() > 1) {
        validation.report(message::bundle_targets_alike, at, {std::to_string(alike.size()), reference, full});
        return;
    }
    validation.report(
        message::bundle_target_alike, at,
        {std::to_string(alike[0].entry), reference, bundle.entries()[alike[0].entry].full_url, full});
}

} // namespace

bool is_exchange(std::string_view bundle_type) {
    return std::ranges::find(exchanges, bundle_type) != exchanges.end();
}

bool is_relative_reference(const Document& document, std::string_view reference) {
    const ReferencePath path = path_of(reference);
    return path.address.size() == path.type.size() + 1 + path.id.size() &&
           is_resource_type(document.r4(), path.type) && is_valid(definitions::Primitive::id, path.id) &&
           (path.version.empty() || is_valid(definitions::Primitive::id, path.version));
}

bool is_conditional_reference(const Document& document, std::string_view reference) {
    const std::size_t query = reference.find('?');
    return query != std::string_view::npos && is_resource_type(document.r4(), reference.substr(0, query));
}

void check_bundled_reference(ValidationRun& validation, const EntryIndex& bundle, NodeId at,
                             std::string_view reference) {
    const std::uint32_t from = bundle.entry_of(at);
    if (from == no_entry) {
        return; // a signature's, say
    }
    const bool is_relative = !is_absolute_uri(reference);
    if (is_relative && !is_relative_reference(validation.document(), reference)) {
        if (!is_exchange(bundle.type()) || !is_conditional_reference(validation.document(), reference)) {
            validation.report(message::bundle_reference_form, at, {reference});
        }
        return;
    }
    if (is_relative && bundle.entries()[from].full_url.empty()) {
        if (!is_exchange(bundle.type())) {
            validation.report(message::bundle_reference_without_base, at, {reference});
        }
        return;
    }
    const auto found = bundle.find(reference, from);
    if (found.size() > 1 && bundle.type() != "history") {
        validation.report(message::bundle_target_unclear, at, {std::to_string(found.size()), reference});
    }
    if (found.empty() && !validation.document().resolve(at, reference)) {
        check_unresolved(validation, bundle, at, reference, from);
    }
}

} // namespace renkei::validate
