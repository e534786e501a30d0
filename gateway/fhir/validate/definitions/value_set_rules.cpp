// Value sets as instances: the systems, codes and value sets that they are composed of.
#include "gateway/fhir/validate/definitions/definition_lookup.h"
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "generated/messages/validate_definitions.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::validate {
namespace {

bool is_named_so(const ValidationRun& validation, std::string_view url) {
    const auto& images = validation.context().library().images();
    return std::ranges::any_of(
        images, [&](const packages::PackageImage& image) { return !image.with_url(url).empty(); });
}

bool check_system(ValidationRun& validation, NodeId include, std::string_view system) {
    const terminology::Terminology& terminology = validation.context().terminology();
    if (!is_absolute_uri(system)) {
        validation.report(message::value_set_system_relative, include, {system});
        return false;
    }
    // some of HL7's own tables are named v2-0006|2.1
    if (system.find('|') != std::string_view::npos && !is_named_so(validation, system)) {
        validation.report(message::value_set_system_has_version, include, {system});
        return false;
    }
    if (!terminology.has_code_system(system) && terminology.is_supplement(system)) {
        validation.report(message::value_set_system_is_supplement, include, {system});
        return false;
    }
    if (!terminology.has_code_system(system) && known_definition(validation, "ValueSet", system)) {
        validation.report(message::value_set_system_is_value_set, include, {system});
        return false;
    }
    return true;
}

void check_display(ValidationRun& validation, NodeId listed, const terminology::Coding& coding,
                   const terminology::CodeCheck& code) {
    if (code.display == terminology::Display::wrong) {
        validation.report(message::value_set_display_wrong, listed,
                          {coding.display, fmt::format("{}#{}", coding.system, coding.code),
                           right_displays(validation, coding)});
    }
}

void check_codes(ValidationRun& validation, NodeId include, std::string_view system) {
    const Document& document = validation.document();
    const std::string_view version = document.text(include, "version");
    bool is_reported = false;
    for (const NodeId listed : document.list(include, "concept")) {
        const terminology::Coding coding{system, version, document.text(listed, "code"),
                                         document.text(listed, "display")};
        if (coding.code.empty()) {
            continue;
        }
        const terminology::CodeCheck code = known_code(validation, coding);
        if (code.exists == definitions::Tristate::no) {
            validation.report(message::value_set_code_unknown, listed, {coding.code, system, code.version});
        } else if (code.exists == definitions::Tristate::yes) {
            check_display(validation, listed, coding, code);
        } else if (!is_reported) { // once for all of them
            validation.report(message::value_set_codes_unchecked, listed, {system});
            is_reported = true;
        }
    }
}

void check_import(ValidationRun& validation, NodeId node) {
    const std::string_view canonical = validation.tree().text(node);
    if (canonical.starts_with('#') || known_definition(validation, "ValueSet", canonical)) {
        return; // a contained one is looked for wherever a canonical stands
    }
    if (const auto other = known_definition(validation, {}, canonical)) {
        validation.report(message::value_set_import_other_type, node, {canonical, other->type});
    } else if (!validation.context().terminology().has_value_set(canonical)) {
        validation.report(message::value_set_import_missing, node, {canonical});
    }
}

void check_include(ValidationRun& validation, NodeId include) {
    const Document& document = validation.document();
    for (const NodeId import : document.list(include, "valueSet")) {
        if (validation.tree()[import].is_string()) {
            check_import(validation, import);
        }
    }
    const std::string_view system = document.text(include, "system");
    if (!system.empty() && check_system(validation, include, system)) {
        check_codes(validation, include, system);
        check_filters(validation, include, system);
    }
}

} // namespace

void check_value_set(ValidationRun& validation, NodeId resource) {
    const Document& document = validation.document();
    const NodeId compose = document.child(resource, "compose");
    for (const std::string_view part : {"include", "exclude"}) {
        for (const NodeId include : document.list(compose, part)) {
            check_include(validation, include);
        }
    }
}

} // namespace renkei::validate
