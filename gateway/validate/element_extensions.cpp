#include "gateway/validate/element_extensions.h"

#include "gateway/text/utf8.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace renkei::validate {
namespace {

using diag::Message;

std::string_view text_of(const json::Tree& tree, json::NodeId node) {
    return node == json::no_node ? std::string_view() : tree.text(node);
}

void min_length(Check& check, DefAt def, Value value, const ElementRule& rule) {
    const std::string wanted(text_of(def.plan->structure->tree(), rule.value));
    const auto least = static_cast<std::size_t>(std::strtoul(wanted.c_str(), nullptr, 10));
    if (value.node == json::no_node || check.tree()[value.node].is_container()) {
        return;
    }
    const std::size_t length = text::count_code_points(check.tree().text(value.node));
    if (length < least) {
        check.report(Message::validate_too_short, value.node, {wanted, std::to_string(length)});
    }
}

// Of base64Binary: the bytes before base64.
void max_size(Check& check, DefAt def, Value value, const ElementRule& rule) {
    const std::string_view wanted = text_of(def.plan->structure->tree(), rule.value);
    if (value.node == json::no_node || !check.tree()[value.node].is_string()) {
        return;
    }
    const auto is_digit_of_base64 = [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n' && c != '='; };
    const auto bytes = static_cast<double>(std::ranges::count_if(check.tree().text(value.node), is_digit_of_base64) * 3 / 4);
    if (bytes > std::strtod(std::string(wanted).c_str(), nullptr)) {
        check.report(Message::validate_too_large, value.node, {std::string(wanted), std::to_string(static_cast<std::size_t>(bytes))});
    }
}

void must_have_value(Check& check, DefAt def, Value value, const ElementRule& rule) {
    if (text_of(def.plan->structure->tree(), rule.value) == "true" && value.node == json::no_node) {
        check.report(Message::validate_must_have_value, value.place(),
                     {std::string(def.def().path), std::string(def.plan->structure->url)});
    }
}

// A narrative with one part per language: <div><div lang="ja">…</div><div lang="en">…</div></div>
bool has_language_sections(std::string_view div) {
    const std::size_t open = div.find('>');
    const std::size_t inner = div.find("<div", open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || inner == std::string_view::npos) {
        return false;
    }
    const std::string_view tag = div.substr(inner, div.find('>', inner) - inner);
    return tag.find(" lang=") != std::string_view::npos || tag.find(" xml:lang=") != std::string_view::npos;
}

void narrative_languages(Check& check, DefAt def, Value value, const ElementRule& rule) {
    const std::string_view wanted = text_of(def.plan->structure->tree(), rule.value);
    const bool has = has_language_sections(check.document().text(value.node, "div"));
    if (wanted == "_yes" && !has) {
        check.report(Message::validate_no_language_sections, value.node,
                     {std::string(def.plan->structure->url)});
    }
    if (wanted == "_no" && has) {
        check.report(Message::validate_language_sections, value.node,
                     {std::string(def.plan->structure->url)});
    }
}

using Rule = void (*)(Check&, DefAt, Value, const ElementRule&);
struct Row {
    std::string_view url;
    Rule rule;
};
constexpr std::array rules{
    Row{"http://hl7.org/fhir/StructureDefinition/minLength", min_length},
    Row{"http://hl7.org/fhir/StructureDefinition/maxSize", max_size},
    Row{"http://hl7.org/fhir/StructureDefinition/narrative-language-control", narrative_languages},
    Row{"http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.mustHaveValue",
        must_have_value},
};

// The value of an extension, whatever its type.
json::NodeId value_of(const json::Tree& tree, json::NodeId extension) {
    for (const json::NodeId member : tree.children(extension)) {
        if (tree.key(member).starts_with("value")) {
            return member;
        }
    }
    return json::no_node;
}

} // namespace

std::vector<ElementRule> element_rules_of(const json::Tree& tree, json::NodeId element) {
    std::vector<ElementRule> out;
    const json::NodeId list = element == json::no_node ? json::no_node : tree.child(element, "extension");
    if (list == json::no_node || !tree[list].is_array()) {
        return out;
    }
    for (const json::NodeId extension : tree.children(list)) {
        const std::string_view url = text_of(tree, tree.child(extension, "url"));
        for (std::size_t kind = 0; kind < rules.size(); ++kind) {
            if (rules[kind].url == url) {
                out.push_back({static_cast<std::uint8_t>(kind), value_of(tree, extension)});
            }
        }
    }
    return out;
}

void check_element_extensions(Check& check, DefAt def, Value value) {
    for (const ElementRule& rule : def.checks().element_rules) {
        rules[rule.kind].rule(check, def, value, rule);
    }
}

} // namespace renkei::validate
