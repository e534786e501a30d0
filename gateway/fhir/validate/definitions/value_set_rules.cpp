// Value sets as instances: the systems, codes and value sets that they are composed of.
#include "gateway/fhir/validate/definitions/definition_rules.h"
#include "gateway/fhir/validate/definitions/loaded_definitions.h"
#include "gateway/fhir/validate/elements/primitives.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::validate {
namespace {

using diag::Message;

bool is_named_so(const Check& check, std::string_view url) {
    const auto& images = check.context().library().images();
    return std::ranges::any_of(images,
                               [&](const packages::Image& image) { return !image.with_url(url).empty(); });
}

bool check_system(Check& check, json::NodeId include, std::string_view system) {
    const terminology::Terminology& terminology = check.context().terminology();
    if (!is_absolute_uri(system)) {
        check.report(Message::value_set_system_relative, include, {std::string(system)});
        return false;
    }
    // some of HL7's own tables are named v2-0006|2.1
    if (system.find('|') != std::string_view::npos && !is_named_so(check, system)) {
        check.report(Message::value_set_system_has_version, include, {std::string(system)});
        return false;
    }
    if (!terminology.has_code_system(system) && terminology.is_supplement(system)) {
        check.report(Message::value_set_system_is_supplement, include, {std::string(system)});
        return false;
    }
    if (!terminology.has_code_system(system) && known_definition(check, "ValueSet", system)) {
        check.report(Message::value_set_system_is_value_set, include, {std::string(system)});
        return false;
    }
    return true;
}

void check_display(Check& check, json::NodeId listed, const terminology::Coding& coding,
                   const terminology::CodeCheck& code) {
    if (code.display == terminology::Display::wrong) {
        check.report(Message::value_set_display_wrong, listed,
                     {std::string(coding.display), fmt::format("{}#{}", coding.system, coding.code),
                      right_displays(check, coding)});
    }
}

void check_codes(Check& check, json::NodeId include, std::string_view system) {
    const Document& document = check.document();
    const std::string_view version = document.text(include, "version");
    bool is_told = false;
    for (const json::NodeId listed : document.list(include, "concept")) {
        const terminology::Coding coding{system, version, document.text(listed, "code"),
                                         document.text(listed, "display")};
        if (coding.code.empty()) {
            continue;
        }
        const terminology::CodeCheck code = known_code(check, coding);
        if (code.exists == definitions::Tristate::no) {
            check.report(Message::value_set_code_unknown, listed,
                         {std::string(coding.code), std::string(system), std::string(code.version)});
        } else if (code.exists == definitions::Tristate::yes) {
            check_display(check, listed, coding, code);
        } else if (!is_told) { // once for all of them
            check.report(Message::value_set_codes_unchecked, listed, {std::string(system)});
            is_told = true;
        }
    }
}

void check_import(Check& check, json::NodeId node) {
    const std::string_view canonical = check.tree().text(node);
    if (canonical.starts_with('#') || known_definition(check, "ValueSet", canonical)) {
        return; // a contained one is looked for wherever a canonical stands
    }
    if (const auto other = known_definition(check, {}, canonical)) {
        check.report(Message::value_set_import_other_type, node,
                     {std::string(canonical), std::string(other->type)});
    } else if (!check.context().terminology().has_value_set(canonical)) {
        check.report(Message::value_set_import_missing, node, {std::string(canonical)});
    }
}

void check_include(Check& check, json::NodeId include) {
    const Document& document = check.document();
    for (const json::NodeId import : document.list(include, "valueSet")) {
        if (check.tree()[import].is_string()) {
            check_import(check, import);
        }
    }
    const std::string_view system = document.text(include, "system");
    if (!system.empty() && check_system(check, include, system)) {
        check_codes(check, include, system);
        check_filters(check, include, system);
    }
}

} // namespace

void check_value_set(Check& check, json::NodeId resource) {
    const Document& document = check.document();
    const json::NodeId compose = document.child(resource, "compose");
    for (const std::string_view part : {"include", "exclude"}) {
        for (const json::NodeId include : document.list(compose, part)) {
            check_include(check, include);
        }
    }
}

} // namespace renkei::validate
