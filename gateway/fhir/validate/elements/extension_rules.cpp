// Extensions: is the definition known, may it stand here, does it hold what its definition says.
#include "gateway/fhir/profiles/structure.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "gateway/fhir/validate/elements/type_rules.h"
#include "generated/messages/validate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

using profiles::Context;

bool starts_with_any(std::string_view text, const auto& prefixes) {
    return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return text.starts_with(prefix); });
}

std::string_view without_choice(std::string_view name) {
    return name.ends_with("[x]") ? name.substr(0, name.size() - 3) : name;
}

// "Observation.value[x].unit" as "Observation.value.unit"
std::string plain_path(std::string_view path) {
    std::string out(path.substr(path.rfind('#') == std::string_view::npos ? 0 : path.rfind('#') + 1));
    for (std::size_t at = out.find("[x]"); at != std::string::npos; at = out.find("[x]")) {
        out.erase(at, 3);
    }
    return out;
}

// What later editions call CanonicalResource and MetadataResource: published definitions.
bool is_definition(const ValidationRun& validation, definitions::TypeId type) {
    return validation.r4().kind(type) == definitions::TypeKind::resource &&
           validation.r4().find(type, "publisher") != nullptr &&
           validation.r4().find(type, "useContext") != nullptr;
}

// All names that the element which holds the extension goes by: HumanName, Element, Patient.name …
std::vector<std::string> names_of_place(const ValidationRun& validation) {
    std::vector<std::string> out;
    std::string path;
    const auto& ancestors = validation.ancestors();
    for (std::size_t at = ancestors.size(); at-- > 0;) {
        const Ancestor& ancestor = ancestors[at];
        for (definitions::TypeId type = ancestor.type; type; type = validation.r4()[type].base) {
            out.push_back(std::string(validation.r4().name(type)) + path);
        }
        if (ancestor.is_resource) {
            out.push_back(std::string(ancestor.name) + path);
            if (ancestor.type && is_definition(validation, ancestor.type)) {
                out.push_back("CanonicalResource" + path);
                out.push_back("MetadataResource" + path);
            }
            break;
        }
        path = fmt::format(".{}{}", without_choice(ancestor.name), path);
    }
    return out;
}

bool is_found_by(ValidationRun& validation, std::string_view expression) {
    const ConstraintPlan& plan = validation.context().expression(expression);
    if (plan.expression == nullptr) {
        return true; // nothing can be said
    }
    const NodeId place = validation.ancestors().back().node;
    const NodeId resource = validation.document().resource_of(place);
    const auto found = validation.expressions().select(*plan.expression, {resource, no_node},
                                                       validation.document().type_of(resource));
    return std::ranges::any_of(
        found, [&](const fhirpath::Item& item) { return item.is_node() && item.place() == place; });
}

// Where R4 itself puts extensions that their definitions do not allow there.
struct Elsewhere {
    std::string_view url;
    std::string_view place;
};
constexpr std::array elsewhere{
    Elsewhere{"http://hl7.org/fhir/StructureDefinition/regex", "ElementDefinition.type"},
    Elsewhere{"http://hl7.org/fhir/StructureDefinition/valueset-concept-comments", "CodeSystem.concept"},
};

// FHIR's own extensions that no package defines: the names by which HL7's publisher shows examples.
constexpr std::array without_definition{
    Elsewhere{"http://hl7.org/fhir/StructureDefinition/instance-name", "Resource.meta"},
    Elsewhere{"http://hl7.org/fhir/StructureDefinition/instance-description", "Resource.meta"},
};

bool is_elsewhere(std::string_view url, const std::vector<std::string>& names) {
    return std::ranges::any_of(elsewhere, [&](const Elsewhere& one) {
        return one.url == url && std::ranges::find(names, one.place) != names.end();
    });
}

// The extension that holds the place: directly or as a part of its value.
bool is_inside_extension(const ValidationRun& validation, std::string_view url) {
    const auto& ancestors = validation.ancestors();
    for (std::size_t at = ancestors.size(); at-- > 0 && !ancestors[at].is_resource;) {
        if (validation.tree()[ancestors[at].node].is_object() &&
            validation.document().text(ancestors[at].node, "url") == url) {
            return true;
        }
    }
    return false;
}

bool is_context(ValidationRun& validation, const Context& context, const std::vector<std::string>& names) {
    switch (context.kind) {
    case Context::Kind::element: {
        const std::string wanted = plain_path(context.expression);
        return wanted == "Element" || std::ranges::find(names, wanted) != names.end();
    }
    case Context::Kind::extension: return is_inside_extension(validation, context.expression);
    case Context::Kind::fhirpath: return is_found_by(validation, context.expression);
    }
    return true;
}

bool may_stand_here(ValidationRun& validation, const StructurePlan& plan,
                    const std::vector<std::string>& names) {
    const auto& contexts = plan.structure->contexts;
    return contexts.empty() || std::ranges::any_of(contexts, [&](const Context& context) {
               return is_context(validation, context, names);
           });
}

void check_context(ValidationRun& validation, const StructurePlan& plan, NodeId node) {
    const auto names = names_of_place(validation);
    const auto by_r4 = [&] { // a later edition may have moved what R4 itself allowed
        const StructurePlan* own = validation.plan(fmt::format("{}|4.0.1", plan.structure->url));
        return own != nullptr && own != &plan && may_stand_here(validation, *own, names);
    };
    if (!may_stand_here(validation, plan, names) && !is_elsewhere(plan.structure->url, names) && !by_r4()) {
        std::string allowed;
        for (const Context& context : plan.structure->contexts) {
            allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", context.expression);
        }
        validation.report(message::validate_extension_place, node,
                          {plan.structure->url, names.empty() ? "" : names.front(), allowed});
    }
    for (const std::string_view invariant : plan.structure->context_invariants) {
        const ConstraintPlan& expression = validation.context().expression(invariant);
        const Ancestor holder = validation.ancestors().back();
        if (expression.expression == nullptr) {
            continue;
        }
        // R4 StructureDefinition.contextInvariant: all must be true; nothing at all is not true
        const auto result =
            validation.expressions().evaluate(*expression.expression, {holder.node, no_node}, holder.type);
        if (result &&
            (*result == fhirpath::InvariantResult::no || *result == fhirpath::InvariantResult::empty)) {
            validation.report(message::validate_extension_context_invariant, node,
                              {plan.structure->url, invariant});
        }
    }
}

void unknown_extension(ValidationRun& validation, NodeId node, std::string_view url, bool is_modifier) {
    const auto* const known = std::ranges::find(without_definition, url, &Elsewhere::url);
    if (known != without_definition.end() && !is_modifier) {
        const std::vector<std::string> names = names_of_place(validation);
        if (std::ranges::find(names, known->place) == names.end()) {
            validation.report(message::validate_extension_place, node,
                              {url, names.empty() ? "" : names.front(), known->place});
        }
        return;
    }
    const bool is_open = starts_with_any(url, validation.options().extension_domains) ||
                         (validation.options().example_urls && is_example_url(url));
    if (is_modifier) {
        validation.report(message::validate_modifier_unknown,
                          is_open ? diag::Severity::warning : diag::Severity::error, node, {url});
    } else if (url.starts_with(profiles::core_definitions) ||
               (validation.options().known_extensions_only && !is_open)) {
        validation.report(message::validate_extension_unknown, diag::Severity::error, node, {url});
    } else {
        validation.report(message::validate_extension_not_loaded, node, {url});
    }
}

// Each part that an element of the definition of a complex extension defines, by its url; re-slices are parts
// of parts.
struct Part {
    std::string_view url;
    DefAt def;
};
void add_parts(DefAt parent, const std::vector<profiles::ElementId>& slices, std::vector<Part>& out) {
    for (const profiles::ElementId slice : slices) {
        const DefAt def = parent.at(slice);
        for (const ChildPlan& child : def.checks().children) {
            const profiles::ElementDef& url = def.at(child.element).def();
            if (url.name == "url" && url.fixed.node != no_node) {
                out.push_back({def.plan->structure->tree().text(url.fixed.node), def});
            }
        }
        add_parts(parent, def.checks().reslices, out);
    }
}

// R4 extensibility.html: a part of a complex extension has a url that is relative to the extension, and is
// defined within it.
void check_parts(ValidationRun& validation, DefAt def, NodeId extension, std::string_view name) {
    std::vector<Part> parts;
    for (const ChildPlan& child : def.checks().children) {
        if (def.at(child.element).def().name == "extension") {
            add_parts(def, child.slices, parts);
        }
    }
    for (const NodeId inner : validation.document().list(extension, "extension")) {
        const std::string_view url = validation.document().text(inner, validation.document().names().url);
        if (url.empty() || is_absolute_uri(url)) {
            continue;
        }
        const auto part = std::ranges::find(parts, url, &Part::url);
        if (part != parts.end()) {
            check_parts(validation, part->def, inner, name);
            continue;
        }
        std::string known;
        for (const Part& one : parts) {
            known += fmt::format("{}{}", known.empty() ? "" : ", ", one.url);
        }
        validation.report(message::validate_extension_part_unknown, inner,
                          {url, name, known.empty() ? "-" : known});
    }
}

} // namespace

void check_extension(ValidationRun& validation, DefAt def, ElementValue value,
                     const Alternative& alternative) {
    const std::string_view url = validation.document().text(value.node, validation.document().names().url);
    const NodeId at = value.node;
    if (url.empty() || !is_absolute_uri(url)) {
        const bool is_nested =
            !validation.ancestors().empty() && validation.ancestors().back().type == alternative.type_id;
        if (!url.empty() && !is_nested) { // a part of an extension is named within it
            validation.report(message::validate_extension_url_relative, at, {url});
        }
        return;
    }
    const bool is_modifier = def.def().name == "modifierExtension";
    const StructurePlan* plan = validation.plan(url);
    if (plan == nullptr && validation.lookups().is_absent(url)) {
        unknown_extension(validation, at, url, is_modifier);
        return;
    }
    if (plan == nullptr) {
        validation.report_not_applied(at, url);
        return;
    }
    if (plan->type != alternative.type_id) {
        validation.report(message::validate_extension_no_extension, at, {url, plan->structure->type});
        return;
    }
    if (plan->structure->elements[0].is_modifier != is_modifier) {
        validation.report(is_modifier ? message::validate_not_a_modifier : message::validate_must_be_modifier,
                          at, {url});
    }
    check_context(validation, *plan, at);
    validation.validate(value, alternative.type_id, *plan);
    check_parts(validation, {plan, 0}, at, url);
}

} // namespace renkei::validate
