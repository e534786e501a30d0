#include "gateway/forms/conform/resource_elements.h"

#include "gateway/core/text/width_folding.h"
#include "gateway/core/text/words.h"
#include "gateway/forms/conform/member_text.h"
#include "gateway/forms/mapping/plan/qualifiers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::conform {
namespace {

using definitions::Element;
using definitions::R4Definitions;
using definitions::TypeId;
using json::NodeId;
using json::Tree;

constexpr std::array<std::string_view, 5> free_types{"Extension", "Identifier", "Meta", "Narrative",
                                                     "Reference"};
constexpr std::array<std::string_view, 4> free_names{"contained", "id", "language", "resourceType"};

class ElementsOfResource {
public:
    ElementsOfResource(const R4Definitions& r4, const Tree& tree) : r4_(r4), tree_(tree) {}

    void add(NodeId object, TypeId type, const std::string& path) {
        for (const NodeId child : tree_.children(object)) {
            const std::string_view key = plain_key(tree_, child);
            if (key == "contained" || key == "resourceType") {
                continue;
            }
            const Element* const element = r4_.find(type, key);
            const std::string place = path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
            for (const NodeId node : tree_.items(child)) {
                out_[place].push_back({node, element});
                if (tree_[node].is_object() && element != nullptr) {
                    add(node, element->type, place);
                }
            }
        }
    }

    ResourceElements take() { return std::move(out_); }

private:
    const R4Definitions& r4_;
    const Tree& tree_;
    ResourceElements out_{};
};

} // namespace

std::string_view plain_key(const Tree& tree, NodeId node) {
    const std::string_view key = tree.key(node);
    return key.substr(key.starts_with('_') ? 1 : 0);
}

ResourceElements elements_of(const R4Definitions& r4, const Tree& tree, NodeId resource) {
    ElementsOfResource out(r4, tree);
    out.add(resource, r4.type(member_text(tree, resource, "resourceType")), {});
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
    const bool is_free_type = std::ranges::find(free_types, r4.name(element.type)) != free_types.end();
    return std::ranges::find(free_names, name) != free_names.end() || (is_free_type && !element.is_modifier);
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
    const TypeId type = r4.type(member_text(tree, resource, "resourceType"));
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

namespace {

// The first text or display below; empty: there is none.
std::string_view first_words(const Tree& tree, NodeId element) {
    for (NodeId node = element; node < tree.after(element); ++node) {
        const bool is_named = tree[node].is_string() && tree.has_key(node);
        if (is_named && (tree.key(node) == "text" || tree.key(node) == "display")) {
            return tree.text(node);
        }
    }
    return {};
}

} // namespace

std::string words_of(const Tree& tree, NodeId resource) {
    constexpr std::array<std::string_view, 4> around{"extension", "identifier", "meta", "text"};
    const NodeId code = tree.child(resource, "code");
    std::string_view out = code == json::no_node ? std::string_view() : first_words(tree, code);
    for (const NodeId child : tree.children(resource)) {
        if (out.empty() && std::ranges::find(around, tree.key(child)) == around.end()) {
            out = first_words(tree, child);
        }
    }
    return std::string(out.empty() ? member_text(tree, resource, "resourceType") : out);
}

} // namespace renkei::conform
