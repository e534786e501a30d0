#include "gateway/fhir/validate/elements/element_extensions.h"

#include "gateway/core/json/member.h"
#include "gateway/fhir/validate/elements/element_limits.h"
#include "gateway/fhir/validate/elements/narrative.h"
#include "gateway/fhir/validate/terminology/bindings.h"
#include "generated/messages/validate.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

void must_have_value(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    if (json::scalar_text(def.plan->structure->tree(), rule.value) == "true" && value.node == no_node) {
        validation.report(message::validate_must_have_value, value.place(),
                          {def.def().path, def.plan->structure->url});
    }
}

std::vector<std::string> section_languages(const NarrativeParts& narrative) {
    std::vector<std::string> out;
    for (const NarrativePart& part : narrative.parts) {
        if (part.is_section()) {
            out.push_back(part.language);
        }
    }
    return out;
}

// _no, _yes, _resource, or a language that there must be a section of (narrative-language-control of the
// extension pack).
void narrative_languages(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    const NodeId div = value.node == no_node ? no_node : validation.document().child(value.node, "div");
    if (div == no_node || !validation.tree()[div].is_string()) {
        return;
    }
    std::string wanted(json::scalar_text(def.plan->structure->tree(), rule.value));
    const std::string profile(def.plan->structure->url);
    const std::vector<std::string> languages =
        section_languages(parts_of_narrative(validation.tree().text(div)));
    if (wanted == "_no") {
        if (!languages.empty()) {
            validation.report(message::validate_language_sections, value.node, {profile});
        }
        return;
    }
    if (languages.empty()) {
        validation.report(message::validate_no_language_sections,
                          wanted == "_yes" ? diag::Severity::error : diag::Severity::warning, value.node,
                          {profile});
        return;
    }
    if (wanted == "_resource") {
        wanted = validation.document().text(validation.document().resource_of(value.node), "language");
    }
    if (!wanted.empty() && wanted != "_yes" && std::ranges::find(languages, wanted) == languages.end()) {
        validation.report(message::validate_no_section_of_language, value.node,
                          {wanted, profile, fmt::format("{}", fmt::join(languages, ", "))});
    }
}

constexpr std::array<std::string_view, 6> narrative_sources{"additional", "boilerplate", "dynamic",
                                                            "extensions", "generated",   "original"};

bool names_source(std::string_view classes) {
    while (!classes.empty()) {
        const std::size_t end = std::min(classes.find_first_of(" \t\r\n"), classes.size());
        std::string one(classes.substr(0, end));
        std::ranges::transform(one, one.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
        if (std::ranges::find(narrative_sources, one) != narrative_sources.end()) {
            return true;
        }
        classes.remove_prefix(std::min(end + 1, classes.size()));
    }
    return false;
}

struct SourceLevel {
    std::string_view code; // of issue-severity
    diag::Severity severity;
};
constexpr std::array source_levels{
    SourceLevel{"fatal", diag::Severity::error}, SourceLevel{"error", diag::Severity::error},
    SourceLevel{"warning", diag::Severity::warning}, SourceLevel{"information", diag::Severity::information}};

// Each part of the narrative says where it comes from (narrative-source-control of the extension pack); how
// bad it is if not, the profile says.
void narrative_source(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    const auto level = std::ranges::find(
        source_levels, json::scalar_text(def.plan->structure->tree(), rule.value), &SourceLevel::code);
    const NodeId div = value.node == no_node ? no_node : validation.document().child(value.node, "div");
    if (level == source_levels.end() || div == no_node || !validation.tree()[div].is_string()) {
        return;
    }
    for (const NarrativePart& part : parts_of_narrative(validation.tree().text(div)).parts) {
        if (!names_source(part.classes)) {
            validation.report(
                message::validate_narrative_no_source, level->severity, value.node,
                {part.element.empty() ? "text" : "<" + part.element + ">", def.plan->structure->url});
            return;
        }
    }
}

std::string_view part_text(const Tree& tree, NodeId extension, std::string_view url) {
    for (const NodeId part : json::items(tree, extension, "extension")) {
        if (scalar_text(tree, part, "url") == url) {
            for (const NodeId member : tree.children(part)) {
                if (tree.key(member).starts_with("value")) {
                    return tree[member].is_container() ? std::string_view("{}") : tree.text(member);
                }
            }
        }
    }
    return {};
}

AdditionalBinding binding_of(DefAt def, const ElementRule& rule) {
    const Tree& tree = def.plan->structure->tree();
    return {part_text(tree, rule.value, "valueSet"), part_text(tree, rule.value, "purpose"),
            def.plan->structure->url};
}

// With `usage` it holds only in a context of use, which the document does not state. With `any` one of the
// values of the element must meet it: check_rules_of_lists.
void additional_binding(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    const Tree& tree = def.plan->structure->tree();
    const AdditionalBinding binding = binding_of(def, rule);
    if (value.node == no_node || !binding.is_checked()) {
        return;
    }
    if (!part_text(tree, rule.value, "usage").empty()) {
        validation.report(message::validate_additional_binding_in_context, value.node,
                          {binding.value_set, binding.profile});
        return;
    }
    if (part_text(tree, rule.value, "any") != "true" ||
        !validation.tree()[validation.tree().parent(value.node)].is_array()) {
        check_additional_binding(validation, value.node, binding);
    }
}

using ElementExtensionRule = void (*)(ValidationRun&, DefAt, ElementValue, const ElementRule&);

// Every extension of an ElementDefinition that limits the values of the element. Not here: bestpractice,
// maxValueSet and profile-element, which are parts of what they stand on (read_element.cpp); minValueSet and
// obligation, which are about systems; hierarchy, which is about chains of resources; and those for forms and
// publications.
struct ElementExtensionRow {
    std::string_view url;
    ElementExtensionRule rule; // nullptr: not judged, which is reported
    bool takes_expression = false;
    bool is_binding = false;
};
constexpr std::array element_extension_rules{
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/minLength", check_min_length},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/maxSize", check_max_size},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces", check_decimal_places},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/mimeType", check_media_type},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/regex", check_format, true},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/elementdefinition-allowedUnits",
                        check_allowed_units},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/narrative-language-control",
                        narrative_languages},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/narrative-source-control", narrative_source},
    ElementExtensionRow{
        "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.mustHaveValue",
        must_have_value},
    ElementExtensionRow{"http://hl7.org/fhir/tools/StructureDefinition/additional-binding",
                        additional_binding, false, true},
    ElementExtensionRow{
        "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.binding.additional",
        additional_binding, false, true},
    ElementExtensionRow{
        "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.valueAlternatives", nullptr},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/preferredValueAlternatives", nullptr},
    ElementExtensionRow{
        "http://hl7.org/fhir/StructureDefinition/elementdefinition-inheritedExtensibleValueSet", nullptr},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/elementdefinition-graphConstraint", nullptr},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/elementdefinition-pattern", nullptr},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/elementdefinition-selector", nullptr},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/questionnaire-constraint", nullptr},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/questionnaire-unit", nullptr},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption", nullptr},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/questionnaire-unitValueSet", nullptr},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/questionnaire-referenceResource", nullptr},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/questionnaire-referenceProfile", nullptr},
    ElementExtensionRow{"http://hl7.org/fhir/tools/StructureDefinition/id-expectation", nullptr},
    ElementExtensionRow{"http://hl7.org/fhir/tools/StructureDefinition/elementdefinition-date-rules",
                        nullptr},
};

void not_judged(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    validation.report(message::validate_element_extension_not_judged, value.place(),
                      {element_extension_rules[rule.kind].url, def.plan->structure->url});
}

// The value of an extension, whatever its type.
NodeId value_member(const Tree& tree, NodeId extension) {
    for (const NodeId member : tree.children(extension)) {
        if (tree.key(member).starts_with("value")) {
            return member;
        }
    }
    return no_node;
}

// An additional binding that one of several values must meet.
bool is_of_any(DefAt def, const ElementRule& rule) {
    const Tree& tree = def.plan->structure->tree();
    return element_extension_rules[rule.kind].is_binding && part_text(tree, rule.value, "any") == "true" &&
           part_text(tree, rule.value, "usage").empty() && binding_of(def, rule).is_checked();
}

// RE2 reads it once, with the definition; nothing if it cannot.
std::shared_ptr<const RE2> expression_of(std::string_view pattern) {
    RE2::Options options;
    options.set_log_errors(false);
    auto out = std::make_shared<const RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    return out->ok() ? out : nullptr;
}

void add_rules(const Tree& tree, NodeId holder, std::vector<ElementRule>& out) {
    for (const NodeId extension : json::items(tree, holder, "extension")) {
        const auto* const row = std::ranges::find(
            element_extension_rules, scalar_text(tree, extension, "url"), &ElementExtensionRow::url);
        if (row == element_extension_rules.end()) {
            continue;
        }
        const bool is_complex = tree.child(extension, "extension") != no_node;
        ElementRule& rule =
            out.emplace_back(ElementRule{static_cast<std::uint8_t>(row - element_extension_rules.begin()),
                                         is_complex ? extension : value_member(tree, extension)});
        if (row->takes_expression) {
            rule.expression = expression_of(scalar_text(tree, rule.value));
        }
    }
}

// Extensions of a type hold for all values if there is no other type. R4's primitives have their own rules.
void add_rules_of_type(const Tree& tree, NodeId types, std::vector<ElementRule>& out) {
    if (types == no_node || !tree[types].is_array() || tree[types].count != 1) {
        return;
    }
    const NodeId type = tree.first_child(types);
    if (scalar_text(tree, type, "code").starts_with("http://hl7.org/fhirpath/System.")) {
        return;
    }
    add_rules(tree, type, out);
    for (const NodeId target : json::items(tree, type, "_targetProfile")) {
        add_rules(tree, target, out);
    }
}

} // namespace

bool has_rules_of_lists(DefAt def) {
    return std::ranges::any_of(def.checks().element_rules,
                               [&](const ElementRule& rule) { return is_of_any(def, rule); });
}

void check_rules_of_lists(ValidationRun& validation, DefAt def, NodeId list, std::span<const NodeId> values) {
    for (const ElementRule& rule : def.checks().element_rules) {
        if (is_of_any(def, rule)) {
            check_additional_binding_of_any(validation, list, values, binding_of(def, rule));
        }
    }
}

std::vector<ElementRule> element_rules_of(const Tree& tree, NodeId element) {
    std::vector<ElementRule> out;
    if (element != no_node) {
        add_rules(tree, element, out);
        add_rules(tree, tree.child(element, "binding"), out);
        add_rules_of_type(tree, tree.child(element, "type"), out);
    }
    return out;
}

void check_element_extensions(ValidationRun& validation, DefAt def, ElementValue value) {
    for (const ElementRule& rule : def.checks().element_rules) {
        const ElementExtensionRow& row = element_extension_rules[rule.kind];
        // RE2 cannot read a pattern that looks ahead or refers back
        if (row.rule == nullptr || (row.takes_expression && rule.expression == nullptr)) {
            not_judged(validation, def, value, rule);
        } else {
            row.rule(validation, def, value, rule);
        }
    }
}

} // namespace renkei::validate
