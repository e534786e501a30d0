// Concept maps as instances: do the codes that are mapped exist, and do they belong to the value sets mapped?
#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "generated/messages/validate_definitions.h"

#include <fmt/format.h>

namespace renkei::validate {
namespace {

// One of the two sides of a group.
struct Side {
    std::string_view system;
    std::string_view version;
    std::string_view set_name; // canonical; empty: none
    terminology::ValueSetHandle set = nullptr;
    bool is_reported = false; // that the code system is missing
};

// "targetCanonical", else "targetUri"
std::string_view value_set_of(const Document& document, NodeId map, std::string_view side) {
    const std::string_view canonical = document.text(map, fmt::format("{}Canonical", side));
    return canonical.empty() ? document.text(map, fmt::format("{}Uri", side)) : canonical;
}

Side side_of(ValidationRun& validation, NodeId map, NodeId group, std::string_view name) {
    const Document& document = validation.document();
    Side out;
    out.system = document.text(group, name);
    out.version = document.text(group, fmt::format("{}Version", name));
    out.set_name = value_set_of(document, map, name);
    if (!out.set_name.empty() && known_definition(validation, "ValueSet", out.set_name)) {
        out.set = validation.context().terminology().value_set(out.set_name);
    }
    if (!out.system.empty() && !is_absolute_uri(out.system)) {
        validation.report(message::map_system_relative, document.child(group, name), {out.system});
        out.system = {};
    }
    return out;
}

void check_code(ValidationRun& validation, NodeId node, Side& side) {
    const Document& document = validation.document();
    const terminology::Coding coding{side.system, side.version, document.text(node, "code"),
                                     document.text(node, "display")};
    if (side.system.empty() || coding.code.empty()) {
        return;
    }
    const terminology::CodeCheck code = known_code(validation, coding);
    if (code.exists == definitions::Tristate::no) {
        validation.report(message::map_code_unknown, node, {coding.code, coding.system});
        return;
    }
    if (code.exists == definitions::Tristate::unknown) {
        if (!side.is_reported) {
            validation.report(message::map_system_missing, node, {side.system});
            side.is_reported = true;
        }
        return; // another version may have been meant, so the value set cannot be asked either
    }
    if (code.display == terminology::Display::wrong) {
        validation.report(message::map_display_wrong, node,
                          {coding.display, fmt::format("{}#{}", coding.system, coding.code),
                           right_displays(validation, coding)});
    }
    if (side.set != nullptr &&
        validation.context().terminology().validate(side.set, coding).member == definitions::Tristate::no) {
        validation.report(message::map_code_not_in_value_set, node,
                          {coding.code, coding.system, side.set_name});
    }
}

} // namespace

void check_concept_map(ValidationRun& validation, NodeId resource) {
    const Document& document = validation.document();
    for (const NodeId group : document.list(resource, "group")) {
        Side source = side_of(validation, resource, group, "source");
        Side target = side_of(validation, resource, group, "target");
        for (const NodeId element : document.list(group, "element")) {
            check_code(validation, element, source);
            for (const NodeId one : document.list(element, "target")) {
                check_code(validation, one, target);
            }
        }
    }
}

} // namespace renkei::validate
