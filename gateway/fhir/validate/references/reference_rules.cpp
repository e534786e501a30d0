#include "gateway/fhir/profiles/structure.h"
#include "gateway/fhir/validate/bundles/bundled_reference.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "gateway/fhir/validate/elements/type_rules.h"
#include "generated/messages/validate.h"
#include "generated/messages/validate_bundle.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::validate {
namespace {

std::string short_names(const std::vector<std::string_view>& canonicals) {
    std::string out;
    for (const std::string_view canonical : canonicals) {
        const std::size_t slash =
            canonical.starts_with(profiles::core_definitions) ? profiles::core_definitions.size() : 0;
        out += fmt::format("{}{}", out.empty() ? "" : ", ", canonical.substr(slash));
    }
    return out;
}

// What the reference itself says about its target's type.
definitions::TypeId stated_type(const ValidationRun& validation, NodeId node, std::string_view reference) {
    const ReferenceParts parts = parts_of(reference, validation.r4());
    std::string_view type = parts.type.empty()
                                ? validation.document().text(node, validation.document().names().type)
                                : parts.type;
    if (type.starts_with(profiles::core_definitions)) { // R4 Reference.type is relative to it
        type.remove_prefix(profiles::core_definitions.size());
    }
    return validation.r4().type(type);
}

using AllowedTarget = LookupCache::AllowedTarget;

bool is_allowed(const ValidationRun& validation, definitions::TypeId type,
                const std::vector<AllowedTarget>& targets) {
    return std::ranges::any_of(
        targets, [&](const AllowedTarget& it) { return !it.type || validation.r4().is_a(type, it.type); });
}

// Is a resource in the document one of the targets? Profiles that it claims are tried first, because it
// nearly always conforms to them.
bool fits_a_target(ValidationRun& validation, NodeId place, NodeId resource, definitions::TypeId type,
                   const std::vector<AllowedTarget>& targets) {
    const auto fits = [&](const AllowedTarget& it) {
        if (it.is_core) {
            return validation.r4().is_a(type, it.type);
        }
        if (it.plan == nullptr) {
            validation.report_not_applied(place, it.canonical);
            return true;
        }
        return (!it.plan->type || validation.r4().is_a(type, it.plan->type)) &&
               (!it.plan->is_profile || validation.conforms({resource, no_node}, type, *it.plan));
    };
    // are looked at: a sender may write a million, and it is only an order
    constexpr std::size_t max_claims = 16;
    const auto is_claimed = [&](const AllowedTarget& it) {
        return it.plan != nullptr &&
               validation.document().claims(resource, it.plan->structure->url, max_claims);
    };
    return (targets.size() > 1 &&
            std::ranges::any_of(targets,
                                [&](const AllowedTarget& it) { return is_claimed(it) && fits(it); })) ||
           std::ranges::any_of(targets, fits);
}

// Why it is none of them: the first error by the first one that is for its type.
std::string reason(ValidationRun& validation, NodeId resource, definitions::TypeId type,
                   const std::vector<AllowedTarget>& targets) {
    const auto meant = std::ranges::find_if(targets, [&](const AllowedTarget& it) {
        return it.plan != nullptr && (!it.plan->type || validation.r4().is_a(type, it.plan->type));
    });
    return meant == targets.end() ? std::string("-")
                                  : validation.why_not({resource, no_node}, type, *meant->plan);
}

// Reference.type names a type of R4, or is the URL of a logical model.
void check_stated_type(ValidationRun& validation, DefAt def, ElementValue value,
                       const std::vector<std::string_view>& targets) {
    const std::string_view stated = validation.document().text(value.node, "type");
    if (!stated.empty() && !is_absolute_uri(stated) && !validation.r4().type(stated)) {
        validation.report(message::validate_wrong_target_type,
                          validation.document().child(value.node, "type"),
                          {stated, short_names(targets), def.plan->structure->url});
    }
}

// R4 ElementDefinition.type.aggregation: contained, bundled (in the same bundle), referenced (anything but
// contained).
void check_aggregation(ValidationRun& validation, DefAt def, ElementValue value,
                       const profiles::TypeRef& type) {
    const std::string_view reference =
        validation.document().text(value.node, validation.document().names().reference);
    if (type.aggregation.empty() || reference.empty()) {
        return;
    }
    const bool is_contained = reference.starts_with('#');
    const std::string_view found = is_contained                                           ? "contained"
                                   : validation.document().resolve(value.node, reference) ? "bundled"
                                                                                          : "referenced";
    const bool is_allowed = std::ranges::any_of(type.aggregation, [&](std::string_view one) {
        return one == found || (one == "referenced" && !is_contained);
    });
    if (!is_allowed) {
        validation.report(message::validate_reference_aggregation, value.node,
                          {reference, found, short_names(type.aggregation), def.plan->structure->url});
    }
}

// R4 Reference.reference: '#' and what follows refer to contained resources; '#' alone, from one of them, to
// its container.
bool leads_within(const Document& document, NodeId node, std::string_view reference) {
    const NodeId resource = document.resource_of(node);
    return reference == "#" ? document.container_of(resource) != resource
                            : document.resolve(node, reference).has_value();
}

} // namespace

void check_reference(ValidationRun& validation, DefAt, ElementValue value, const Alternative&) {
    const Document& document = validation.document();
    const NodeId text_node = document.child(value.node, document.names().reference);
    const std::string_view reference = document.text(value.node, document.names().reference);
    if (reference.empty()) {
        return;
    }
    validation.add_address(text_node, reference);
    if (reference.starts_with('#')) {
        if (!leads_within(document, value.node, reference)) {
            validation.report(message::validate_contained_not_found, text_node, {reference});
        }
    } else if (const EntryIndex* bundle = document.bundle_around(value.node)) {
        check_bundled_reference(validation, *bundle, text_node, reference);
    } else if (!is_absolute_uri(reference) && !is_relative_reference(document, reference) &&
               !is_conditional_reference(document, reference)) {
        const bool is_no_url = reference.find_first_of(" \t\r\n") != std::string_view::npos;
        validation.report(is_no_url ? message::bundle_reference_form : message::bundle_reference_doubtful,
                          text_node, {reference});
    }
    const ReferenceParts parts = parts_of(reference, validation.r4());
    const std::string_view type = document.text(value.node, document.names().type);
    if (parts.type.empty() && type.empty()) {
        return;
    }
    const auto target = document.resolve(value.node, reference);
    const std::string_view stated = !parts.type.empty() ? parts.type
                                    : target            ? document.resource_type(target->resource)
                                                        : type;
    if (!type.empty() && stated != type &&
        !(parts.type.empty() && type.starts_with(profiles::core_definitions) &&
          type.substr(profiles::core_definitions.size()) == stated)) {
        validation.report(message::validate_reference_type_differs, document.child(value.node, "type"),
                          {type, stated});
    }
    if (target && !parts.type.empty() && parts.type != document.resource_type(target->resource)) {
        validation.report(message::validate_reference_finds_other_type, text_node,
                          {reference, document.resource_type(target->resource)});
    }
}

void check_targets(ValidationRun& validation, DefAt def, ElementValue value, const Alternative& alternative) {
    if (alternative.type == nullptr || value.node == no_node || !validation.tree()[value.node].is_object()) {
        return;
    }
    check_aggregation(validation, def, value, *alternative.type);
    if (alternative.type->target_profiles.empty()) {
        return;
    }
    const auto& targets = alternative.type->target_profiles;
    const std::string_view reference =
        validation.document().text(value.node, validation.document().names().reference);
    const auto target = validation.document().resolve(value.node, reference);
    const definitions::TypeId type = target ? target->type : stated_type(validation, value.node, reference);
    if (!type) {
        check_stated_type(validation, def, value, targets);
        return; // not known, so nothing more can be said
    }
    std::vector<AllowedTarget> own; // of a definition that lives no longer than the document
    const std::vector<AllowedTarget>& allowed =
        def.plan->is_of_document ? own = validation.lookups().read_targets(*alternative.type)
                                 : validation.lookups().targets(*alternative.type);
    if (!is_allowed(validation, type, allowed)) {
        validation.report(message::validate_wrong_target_type, value.node,
                          {validation.r4().name(type), short_names(targets), def.plan->structure->url});
        return;
    }
    if (target && def.plan->is_profile &&
        !fits_a_target(validation, value.node, target->resource, type, allowed)) {
        validation.report(
            message::validate_target_not_conformant, value.node,
            {reference, short_names(targets), def.plan->structure->url,
             // given only where the finding is read: looking for it counts only, so it cannot nest
             validation.is_counting_only() ? std::string()
                                           : reason(validation, target->resource, type, allowed)});
    }
}

} // namespace renkei::validate
