#include "gateway/fhir/validate/elements/element_extensions.h"

#include "gateway/core/text/utf8.h"
#include "gateway/fhir/validate/elements/narrative.h"
#include "gateway/fhir/validate/terminology/bindings.h"
#include "generated/messages/validate.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace renkei::validate {
namespace {

namespace message = diag::message;

std::string_view text_or_nothing(const json::Tree& tree, json::NodeId node) {
    return node == json::no_node ? std::string_view() : tree.text(node);
}

void min_length(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    const std::string wanted(text_or_nothing(def.plan->structure->tree(), rule.value));
    const auto least = static_cast<std::size_t>(std::strtoul(wanted.c_str(), nullptr, 10));
    if (value.node == json::no_node || validation.tree()[value.node].is_container()) {
        return;
    }
    const std::size_t length = text::count_code_points(validation.tree().text(value.node));
    if (length < least) {
        validation.report(message::validate_too_short, value.node, {wanted, std::to_string(length)});
    }
}

// Of base64Binary: the bytes before base64.
void max_size(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    const std::string_view wanted = text_or_nothing(def.plan->structure->tree(), rule.value);
    if (value.node == json::no_node || !validation.tree()[value.node].is_string()) {
        return;
    }
    const auto is_digit_of_base64 = [](char c) {
        return c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '=';
    };
    const auto bytes = static_cast<double>(
        std::ranges::count_if(validation.tree().text(value.node), is_digit_of_base64) * 3 / 4);
    if (bytes > std::strtod(std::string(wanted).c_str(), nullptr)) {
        validation.report(message::validate_too_large, value.node,
                          {std::string(wanted), std::to_string(static_cast<std::size_t>(bytes))});
    }
}

void must_have_value(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    if (text_or_nothing(def.plan->structure->tree(), rule.value) == "true" && value.node == json::no_node) {
        validation.report(message::validate_must_have_value, value.place(),
                          {std::string(def.def().path), std::string(def.plan->structure->url)});
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
    const json::NodeId div =
        value.node == json::no_node ? json::no_node : validation.document().child(value.node, "div");
    if (div == json::no_node || !validation.tree()[div].is_string()) {
        return;
    }
    std::string wanted(text_or_nothing(def.plan->structure->tree(), rule.value));
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
        source_levels, text_or_nothing(def.plan->structure->tree(), rule.value), &SourceLevel::code);
    const json::NodeId div =
        value.node == json::no_node ? json::no_node : validation.document().child(value.node, "div");
    if (level == source_levels.end() || div == json::no_node || !validation.tree()[div].is_string()) {
        return;
    }
    for (const NarrativePart& part : parts_of_narrative(validation.tree().text(div)).parts) {
        if (!names_source(part.classes)) {
            validation.report(message::validate_narrative_no_source, level->severity, value.node,
                              {part.element.empty() ? "text" : "<" + part.element + ">",
                               std::string(def.plan->structure->url)});
            return;
        }
    }
}

std::string_view part_text(const json::Tree& tree, json::NodeId extension, std::string_view url) {
    const json::NodeId parts = tree.child(extension, "extension");
    if (parts == json::no_node || !tree[parts].is_array()) {
        return {};
    }
    for (const json::NodeId part : tree.children(parts)) {
        if (text_or_nothing(tree, tree.child(part, "url")) == url) {
            for (const json::NodeId member : tree.children(part)) {
                if (tree.key(member).starts_with("value")) {
                    return tree[member].is_container() ? std::string_view("{}") : tree.text(member);
                }
            }
        }
    }
    return {};
}

AdditionalBinding binding_of(DefAt def, const ElementRule& rule) {
    const json::Tree& tree = def.plan->structure->tree();
    return {part_text(tree, rule.value, "valueSet"), part_text(tree, rule.value, "purpose"),
            def.plan->structure->url};
}

// With `usage` it holds only in a context of use, which the document does not state. With `any` one of the
// values of the element must meet it: check_rules_of_lists.
void additional_binding(ValidationRun& validation, DefAt def, ElementValue value, const ElementRule& rule) {
    const json::Tree& tree = def.plan->structure->tree();
    const AdditionalBinding binding = binding_of(def, rule);
    if (value.node == json::no_node || !binding.is_checked()) {
        return;
    }
    if (!part_text(tree, rule.value, "usage").empty()) {
        validation.report(message::validate_additional_binding_in_context, value.node,
                          {std::string(binding.value_set), std::string(binding.profile)});
        return;
    }
    if (part_text(tree, rule.value, "any") != "true" ||
        !validation.tree()[validation.tree().parent(value.node)].is_array()) {
        check_additional_binding(validation, value.node, binding);
    }
}

using ElementExtensionRule = void (*)(ValidationRun&, DefAt, ElementValue, const ElementRule&);
struct ElementExtensionRow {
    std::string_view url;
    ElementExtensionRule rule;
};
constexpr std::array element_extension_rules{
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/minLength", min_length},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/maxSize", max_size},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/narrative-language-control",
                        narrative_languages},
    ElementExtensionRow{"http://hl7.org/fhir/StructureDefinition/narrative-source-control", narrative_source},
    ElementExtensionRow{
        "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.mustHaveValue",
        must_have_value},
    ElementExtensionRow{"http://hl7.org/fhir/tools/StructureDefinition/additional-binding",
                        additional_binding},
    ElementExtensionRow{
        "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.binding.additional",
        additional_binding},
};

// The value of an extension, whatever its type.
json::NodeId value_member(const json::Tree& tree, json::NodeId extension) {
    for (const json::NodeId member : tree.children(extension)) {
        if (tree.key(member).starts_with("value")) {
            return member;
        }
    }
    return json::no_node;
}

// An additional binding that one of several values must meet.
bool is_of_any(DefAt def, const ElementRule& rule) {
    const json::Tree& tree = def.plan->structure->tree();
    return element_extension_rules[rule.kind].rule == additional_binding &&
           part_text(tree, rule.value, "any") == "true" && part_text(tree, rule.value, "usage").empty() &&
           binding_of(def, rule).is_checked();
}

} // namespace

bool has_rules_of_lists(DefAt def) {
    return std::ranges::any_of(def.checks().element_rules,
                               [&](const ElementRule& rule) { return is_of_any(def, rule); });
}

void check_rules_of_lists(ValidationRun& validation, DefAt def, json::NodeId list,
                          std::span<const json::NodeId> values) {
    for (const ElementRule& rule : def.checks().element_rules) {
        if (is_of_any(def, rule)) {
            check_additional_binding_of_any(validation, list, values, binding_of(def, rule));
        }
    }
}

std::vector<ElementRule> element_rules_of(const json::Tree& tree, json::NodeId element) {
    std::vector<ElementRule> out;
    const json::NodeId binding = element == json::no_node ? json::no_node : tree.child(element, "binding");
    for (const json::NodeId holder : {element, binding}) {
        const json::NodeId list = holder == json::no_node ? json::no_node : tree.child(holder, "extension");
        if (list == json::no_node || !tree[list].is_array()) {
            continue;
        }
        for (const json::NodeId extension : tree.children(list)) {
            const auto* const row = std::ranges::find(element_extension_rules,
                                                      text_or_nothing(tree, tree.child(extension, "url")),
                                                      &ElementExtensionRow::url);
            if (row != element_extension_rules.end()) {
                const bool is_complex = tree.child(extension, "extension") != json::no_node;
                out.push_back({static_cast<std::uint8_t>(row - element_extension_rules.begin()),
                               is_complex ? extension : value_member(tree, extension)});
            }
        }
    }
    return out;
}

void check_element_extensions(ValidationRun& validation, DefAt def, ElementValue value) {
    for (const ElementRule& rule : def.checks().element_rules) {
        element_extension_rules[rule.kind].rule(validation, def, value, rule);
    }
}

} // namespace renkei::validate
