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

// Where a resource says what it is about; the first that it has.
constexpr std::array<std::string_view, 11> what_it_is_about{"code",        "medicationCodeableConcept",
                                                            "vaccineCode", "relationship",
                                                            "class",       "description",
                                                            "title",       "serviceType",
                                                            "category",    "deviceName",
                                                            "type"};

std::string words_of_node(const Tree& tree, NodeId node) {
    if (tree[node].is_string()) {
        return std::string(tree.text(node));
    }
    const std::string_view words = concept_words(tree, node);
    return std::string(words.empty() ? text_in(tree, node, {"name"}) : words);
}

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
    const NodeId name = tree.child(resource, "name");
    for (const NodeId each : tree.items(name)) {
        std::string words = tree[each].is_object() ? name_words(tree, each) : std::string(tree.text(each));
        if (!words.empty()) {
            return words;
        }
    }
    for (const std::string_view member : what_it_is_about) {
        for (const NodeId each : tree.items(tree.child(resource, member))) {
            if (std::string words = words_of_node(tree, each); !words.empty()) {
                return words;
            }
        }
    }
    return {};
}

bool is_restricted(const Tree& tree, NodeId resource) {
    return std::ranges::any_of(tree.items(node_in(tree, resource, {"meta", "security"})), [&](NodeId label) {
        return text_in(tree, label, {"system"}) == confidentiality_system &&
               page_word(confidentiality_system, text_in(tree, label, {"code"})).effect ==
                   CodeEffect::restricted;
    });
}

NodeId composition_of(const Tree& tree) {
    const NodeId first = tree.empty() ? no_node : node_in(tree, Tree::root, {"entry"});
    const NodeId entry = first == no_node || !tree[first].is_array() ? no_node : tree.first_child(first);
    const NodeId resource = entry == no_node ? no_node : tree.child(entry, "resource");
    return resource != no_node && text_in(tree, resource, {"resourceType"}) == "Composition" ? resource
                                                                                             : no_node;
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
    const PageWord status =
        page_word("http://hl7.org/fhir/composition-status", text_in(tree, composition_of(tree), {"status"}));
    if (status.effect != CodeEffect::none) {
        out.status = fmt::format("文書の状態：{}", status.text);
    }
    const NodeId person = person_in(tree, index);
    if (person == no_node) {
        return out;
    }
    const std::string_view when = text_in(tree, person, {"deceasedDateTime"});
    const NodeId is_dead = tree.child(person, "deceasedBoolean");
    if (!when.empty()) {
        out.death = "死亡：" + date_html(when);
    } else if (tree.child(person, "_deceasedDateTime") != no_node ||
               (is_dead != no_node && tree.raw(is_dead) == "true")) {
        out.death = "死亡";
    }
    return out;
}

} // namespace renkei::html
