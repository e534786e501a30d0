#include "gateway/forms/conform/documents/resource_elements.h"

#include "gateway/core/base/word_list.h"
#include "gateway/core/text/width_folding.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/mapping/plan/qualifiers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::conform {
namespace {

using definitions::Element;
using definitions::R4Definitions;
using definitions::TypeId;

constexpr std::array<std::string_view, 5> free_types{"Extension", "Identifier", "Meta", "Narrative",
                                                     "Reference"};
constexpr std::array<std::string_view, 4> free_names{"contained", "id", "language", "resourceType"};

struct ElementsOfResource {
    const R4Definitions& r4;
    const Tree& tree;
    ResourceElements out{};

    void add(NodeId object, TypeId type, const std::string& path) {
        for (const NodeId child : tree.children(object)) {
            const std::string_view key = plain_key(tree, child);
            if (key == "contained" || key == "resourceType") {
                continue;
            }
            const Element* const element = r4.find(type, key);
            const std::string place = path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
            for (const NodeId node : tree.items(child)) {
                out[place].push_back({node, element});
                if (tree[node].is_object() && element != nullptr) {
                    add(node, element->type, place);
                }
            }
        }
    }

    ResourceElements take() { return std::move(out); }
};

} // namespace

std::string_view plain_key(const Tree& tree, NodeId node) {
    const std::string_view key = tree.key(node);
    return key.substr(key.starts_with('_') ? 1 : 0);
}

ResourceElements elements_of(const R4Definitions& r4, const Tree& tree, NodeId resource) {
    ElementsOfResource out{r4, tree};
    out.add(resource, r4.type(text_of(tree, resource, "resourceType")), {});
    return out.take();
}

bool says_what_absence_says(const R4Definitions& r4, std::string_view resource_type, std::string_view path,
                            const Element& element, std::string_view answer) {
    const std::string name =
        element.is_choice() ? fmt::format("{}[x]", r4.choice(element)) : std::string(r4.name(element));
    const std::string of_type = fmt::format("{}.{}", r4.name(element.parent), name);
    const std::string of_place = fmt::format("{}.{}", resource_type, path);
    const auto rows = mapping::modifiers();
    const auto names = [&](const mapping::QualifierRow& row) {
        return row.treatment == mapping::Treatment::same &&
               (row.element == of_type || row.element == of_place) &&
               std::ranges::find(row.answers, answer) != row.answers.end();
    };
    return std::ranges::any_of(rows, names);
}

bool is_free_element(const R4Definitions& r4, const Element& element, std::string_view name) {
    const bool is_free_type = base::is_one_of(r4.name(element.type), free_types);
    return base::is_one_of(name, free_names) || (is_free_type && !element.is_modifier);
}

namespace {

// Is an element on the path free, or unknown to R4?
bool is_below_free(const R4Definitions& r4, TypeId type, std::string_view path) {
    while (!path.empty()) {
        const std::string_view name = text::next_part(path, '.');
        const Element* const element = r4.find(type, name);
        if (element == nullptr || is_free_element(r4, *element, name)) {
            return true;
        }
        type = element->type;
    }
    return false;
}

} // namespace

std::set<std::string> statements_of(const R4Definitions& r4, const Tree& tree, NodeId resource) {
    const TypeId type = r4.type(text_of(tree, resource, "resourceType"));
    std::set<std::string> out;
    for (const auto& [path, nodes] : elements_of(r4, tree, resource)) {
        if (is_below_free(r4, type, path)) {
            continue;
        }
        for (const ElementNode& each : nodes) {
            if (!tree[each.node].is_container()) {
                out.insert(fmt::format("{}={}", path, text::fold(tree.text(each.node))));
            }
        }
    }
    return out;
}

std::set<std::string> modifiers_of(const R4Definitions& r4, const Tree& tree, NodeId resource) {
    const std::string_view type = text_of(tree, resource, "resourceType");
    std::set<std::string> out;
    for (const auto& [path, nodes] : elements_of(r4, tree, resource)) {
        for (const ElementNode& each : nodes) {
            if (each.element == nullptr || !each.element->is_modifier ||
                is_below_free(r4, r4.type(type), path)) {
                continue;
            }
            const std::string_view answer =
                tree[each.node].is_container() ? first_code(tree, each.node) : tree.text(each.node);
            if (!says_what_absence_says(r4, type, path, *each.element, answer)) {
                out.insert(fmt::format("{}={}", path, answer));
            }
        }
    }
    return out;
}

std::string_view first_code(const Tree& tree, NodeId node) {
    const NodeId codings = tree.child(node, "coding");
    const NodeId coding =
        codings == json::no_node || !tree[codings].is_array() ? node : tree.first_child(codings);
    return text_of(tree, coding, "code");
}

std::string words_of(const Tree& tree, NodeId node) {
    constexpr std::array<std::string_view, 3> wording{"text", "display", "value"};
    constexpr std::array<std::string_view, 4> around{"extension", "identifier", "meta", "text"};
    if (const NodeId code = tree.child(node, "code"); code != json::no_node && tree[code].is_object()) {
        return words_of(tree, code); // what a resource is about stands before its status
    }
    std::string_view first = text_of(tree, node, "resourceType");
    for (NodeId leaf = node; leaf < tree.after(node);) {
        if (leaf != node && tree.has_key(leaf) && tree[leaf].is_container() &&
            base::is_one_of(plain_key(tree, leaf), around)) {
            leaf = tree.after(leaf);
            continue;
        }
        if (!tree[leaf].is_container()) {
            if (tree.has_key(leaf) && base::is_one_of(tree.key(leaf), wording)) {
                return std::string(tree.text(leaf));
            }
            const bool is_system = tree.has_key(leaf) && tree.key(leaf) == "system";
            first = first.empty() && !is_system ? tree.text(leaf) : first;
        }
        ++leaf;
    }
    return std::string(first);
}

} // namespace renkei::conform
