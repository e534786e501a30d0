// Canonical URLs: the one that names a definition, and those by which others refer to it.
#include "gateway/fhir/profiles/structure.h"
#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "gateway/fhir/validate/elements/type_rules.h"
#include "generated/messages/validate.h"
#include "generated/messages/validate_definitions.h"

#include <algorithm>

namespace renkei::validate {
namespace {

// Every resource with a canonical URL names its publisher; Device.url and the like are other things.
bool has_canonical_url(const ValidationRun& validation, definitions::TypeId type) {
    return type && validation.r4().find(type, "url") != nullptr &&
           validation.r4().find(type, "publisher") != nullptr;
}

std::vector<std::string_view> wanted_types(const std::vector<std::string_view>& targets) {
    std::vector<std::string_view> out;
    for (const std::string_view target : targets) {
        const std::string_view url = packages::canonical(target).url;
        if (!url.starts_with(profiles::core_definitions) ||
            url == "http://hl7.org/fhir/StructureDefinition/Resource") {
            return {}; // anything, or a profile
        }
        out.push_back(url.substr(profiles::core_definitions.size()));
    }
    return out;
}

void check_target_type(ValidationRun& validation, NodeId node, std::string_view canonical,
                       const profiles::TypeRef& type) {
    const std::vector<std::string_view> wanted = wanted_types(type.target_profiles);
    const auto found = wanted.empty() ? std::nullopt : known_definition(validation, {}, canonical);
    if (!found) {
        return;
    }
    const bool fits = std::ranges::any_of(wanted, [&](std::string_view one) {
        return known_definition(validation, one, canonical).has_value();
    });
    if (!fits) {
        validation.report(message::definition_canonical_type, node, {canonical, found->type, joined(wanted)});
    }
}

void check_contained_type(ValidationRun& validation, NodeId node, const Document::ReferenceTarget& target,
                          const profiles::TypeRef& type) {
    const std::vector<std::string_view> wanted = wanted_types(type.target_profiles);
    const bool fits = wanted.empty() || std::ranges::any_of(wanted, [&](std::string_view one) {
                          const definitions::TypeId allowed = validation.r4().type(one);
                          return !allowed || validation.r4().is_a(target.type, allowed);
                      });
    if (!fits) {
        validation.report(message::definition_canonical_type, node,
                          {validation.tree().text(node), validation.document().resource_type(target.resource),
                           joined(wanted)});
    }
}

} // namespace

void check_canonical_url(ValidationRun& validation, NodeId resource) {
    const Document& document = validation.document();
    const NodeId url = document.child(resource, document.names().url);
    if (url == no_node || !validation.tree()[url].is_string() ||
        !has_canonical_url(validation, document.type_of(resource))) {
        return;
    }
    if (!is_absolute_uri(validation.tree().text(url))) {
        validation.report(message::definition_url_relative, url, {validation.tree().text(url)});
    }
}

void check_canonical(ValidationRun& validation, DefAt, ElementValue value, const Alternative& alternative) {
    if (value.node == no_node || !validation.tree()[value.node].is_string()) {
        return;
    }
    const std::string_view text = validation.tree().text(value.node);
    if (text.starts_with('#')) {
        const auto target = validation.document().resolve(value.node, text);
        if (!target) {
            validation.report(message::validate_contained_not_found, value.node, {text});
        } else if (alternative.type != nullptr) {
            check_contained_type(validation, value.node, *target, *alternative.type);
        }
        return;
    }
    if (!is_absolute_uri(text)) {
        validation.report(message::definition_canonical_relative, value.node, {text});
        return;
    }
    if (alternative.type != nullptr) {
        check_target_type(validation, value.node, text, *alternative.type);
    }
}

} // namespace renkei::validate
