#include "gateway/forms/html/fhir_words.h"

#include "gateway/forms/html/answers.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/page_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::html {
namespace {

using json::no_node;
using json::NodeId;
using json::Tree;

// Where a resource says what it is; the first that it has.
constexpr std::array<std::string_view, 12> what_it_is{
    "name",        "code",         "medicationCodeableConcept",
    "vaccineCode", "relationship", "class",
    "description", "title",        "serviceType",
    "category",    "deviceName",   "type"};

} // namespace

NodeId node_in(const Tree& tree, NodeId node, std::initializer_list<std::string_view> path) {
    for (const std::string_view name : path) {
        if (node != no_node && tree[node].is_array()) {
            node = tree.first_child(node);
        }
        node = node == no_node ? no_node : tree.child(node, name);
    }
    return node;
}

std::string_view text_in(const Tree& tree, NodeId node, std::initializer_list<std::string_view> path) {
    const NodeId found = node_in(tree, node, path);
    return found == no_node || tree[found].is_container() || tree[found].is_null() ? std::string_view()
                                                                                   : tree.text(found);
}

std::string_view concept_words(const Tree& tree, NodeId concept_node) {
    for (const NodeId each : tree.items(concept_node)) {
        if (const std::string_view text = text_in(tree, each, {"text"}); !text.empty()) {
            return text;
        }
        const NodeId codings = tree.child(each, "coding");
        for (const std::string_view name : {"display", "code"}) {
            for (const NodeId coding : tree.items(codings == no_node ? each : codings)) {
                if (const std::string_view text = text_in(tree, coding, {name}); !text.empty()) {
                    return text;
                }
            }
        }
    }
    return {};
}

std::string name_words(const Tree& tree, NodeId name) {
    std::string out(text_in(tree, name, {"text"}));
    if (!out.empty() || name == no_node) {
        return out;
    }
    out = text_in(tree, name, {"family"});
    for (const NodeId each : tree.items(tree.child(name, "given"))) {
        out += out.empty() ? "" : " ";
        out += tree[each].is_string() ? tree.text(each) : std::string_view();
    }
    return out;
}

std::string resource_words(const Tree& tree, NodeId resource) {
    for (const std::string_view member : what_it_is) {
        for (const NodeId each : tree.items(tree.child(resource, member))) {
            std::string words(tree[each].is_string() ? tree.text(each) : concept_words(tree, each));
            words = words.empty() ? name_words(tree, each) : words;
            if (words.empty()) {
                words = text_in(tree, each, {"name"});
            }
            if (!words.empty()) {
                return words;
            }
        }
    }
    return {};
}

std::vector<std::string_view> labels_of(const Tree& tree, NodeId resource) {
    std::vector<std::string_view> out;
    for (const NodeId each : tree.items(node_in(tree, resource, {"meta", "security"}))) {
        if (text_in(tree, each, {"system"}) == confidentiality_system) {
            out.push_back(text_in(tree, each, {"code"}));
        }
    }
    return out;
}

NodeId composition_of(const Tree& tree) {
    const NodeId first = tree.empty() ? no_node : node_in(tree, Tree::root, {"entry", "resource"});
    return text_in(tree, first, {"resourceType"}) == "Composition" ? first : no_node;
}

NodeId person_in(const Tree& tree, const resources::BundleIndex& index) {
    const NodeId composition = composition_of(tree);
    if (const std::string_view subject = text_in(tree, composition, {"subject", "reference"});
        !subject.empty()) {
        const auto found = index.find(subject, 0);
        return found ? found->resource : no_node;
    }
    const auto entries = index.entries();
    const auto patient = std::ranges::find(entries, "Patient", &resources::BundleEntry::type);
    return composition != no_node || patient == entries.end() ? no_node : patient->resource;
}

DocumentAlerts alerts_of_document(const Tree& tree, const resources::BundleIndex& index) {
    DocumentAlerts out;
    const PageWord status = page_word(status_system, text_in(tree, composition_of(tree), {"status"}));
    if (status.effect != CodeEffect::none) {
        out.status = fmt::format("文書の状態：{}", status.text);
    }
    const NodeId person = person_in(tree, index);
    const std::string_view when = text_in(tree, person, {"deceasedDateTime"});
    if (!when.empty()) {
        out.death = "死亡：" + date_html(when);
    } else if (node_in(tree, person, {"_deceasedDateTime"}) != no_node ||
               text_in(tree, person, {"deceasedBoolean"}) == "true") {
        out.death = "死亡";
    }
    return out;
}

} // namespace renkei::html
