#include "gateway/forms/publish/check_profiles.h"

#include <algorithm>

namespace renkei::publish {
namespace {

using mapping::ExampleNode;
using mapping::NodeKind;

bool is_open(const ExampleNode& node) {
    return node.kind == NodeKind::hole || node.kind == NodeKind::reference;
}

// The element below `parent` along names: "coding.system".
profiles::ElementId element_below(const profiles::Structure& structure, profiles::ElementId parent,
                                  std::string_view path) {
    for (const profiles::ElementDef* at = &structure[parent]; !path.empty();) {
        const std::string_view name = path.substr(0, path.find('.'));
        path.remove_prefix(std::min(path.size(), name.size() + 1));
        profiles::ElementId found = at->first_child;
        while (found != profiles::no_element && structure[found].name != name) {
            found = structure[found].next_sibling;
        }
        if (found == profiles::no_element || path.empty()) {
            return found;
        }
        at = &structure[found];
    }
    return parent;
}

// The url of an extension's definition identifies its slice.
bool has_profile(const profiles::ElementDef& slice, std::string_view url) {
    return std::ranges::any_of(slice.types, [&](const profiles::TypeRef& type) {
        return std::ranges::find(type.profiles, url) != type.profiles.end();
    });
}

// Is it what the profile fixes? `unsure`: the answer where that depends on the value of a hole.
bool fits(const ExampleNode& node, const json::Tree& tree, json::NodeId wanted, bool unsure) {
    if (is_open(node)) {
        return unsure;
    }
    if (tree[wanted].is_array()) {
        return std::ranges::all_of(tree.children(wanted), [&](json::NodeId each) {
            return std::ranges::any_of(
                node.elements, [&](const ExampleNode& mine) { return fits(mine, tree, each, unsure); });
        });
    }
    if (tree[wanted].is_object()) {
        return std::ranges::all_of(tree.children(wanted), [&](json::NodeId member) {
            const ExampleNode* mine = child(node, tree.key(member));
            return mine != nullptr && fits(*mine, tree, member, unsure);
        });
    }
    return node.is_constant() ? node.text == tree.text(wanted) : unsure;
}

bool agrees_with(const ExampleNode& node, const profiles::Structure& structure, profiles::ElementId slice,
                 const profiles::Discriminator& discriminator) {
    if (discriminator.path == "url" && has_profile(structure[slice], constant(node, "url"))) {
        return true;
    }
    const bool is_this = discriminator.path == "$this";
    const profiles::ElementId discriminating =
        is_this ? slice : element_below(structure, slice, discriminator.path);
    const ExampleNode* value = is_this ? &node : node_at(node, discriminator.path);
    if (discriminating == profiles::no_element || value == nullptr) {
        return false;
    }
    const profiles::DefinitionValue& wanted =
        structure[discriminating].fixed ? structure[discriminating].fixed : structure[discriminating].pattern;
    return wanted.node != json::no_node && fits(*value, structure.tree(), wanted.node, false);
}

} // namespace

bool contradicts(const ExampleNode& node, const json::Tree& tree, json::NodeId wanted) {
    return !fits(node, tree, wanted, true);
}

const ExampleNode* node_at(const ExampleNode& node, std::string_view path) {
    const ExampleNode* at = &node;
    while (at != nullptr && !path.empty()) {
        const std::string_view name = path.substr(0, path.find('.'));
        path.remove_prefix(std::min(path.size(), name.size() + 1));
        at = child(*at, name);
        if (at != nullptr && !path.empty() && at->kind == NodeKind::array) {
            at = at->elements.size() == 1 ? &at->elements.front() : nullptr;
        }
    }
    return at;
}

bool belongs_to_slice(const ExampleNode& node, const profiles::Structure& structure,
                      profiles::ElementId sliced, profiles::ElementId slice) {
    const auto& all = structure[sliced].slicing.discriminators;
    return !all.empty() && std::ranges::all_of(all, [&](const profiles::Discriminator& each) {
        return agrees_with(node, structure, slice, each);
    });
}

} // namespace renkei::publish
