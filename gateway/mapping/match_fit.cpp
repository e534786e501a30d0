#include "gateway/mapping/match_fit.h"

#include <algorithm>

namespace renkei::mapping {

using json::NodeId;

bool constant_equal(const Plan& plan, const json::Tree& tree, const MatchNode& node, NodeId value) {
    const json::Node& found = tree[value];
    const bool kind = node.literal == 's' ? found.is_string() : node.literal == 'n' ? found.is_number() : found.is_boolean();
    return kind && tree.text(value) == plan.text(node.text);
}

// Do the telling constants agree?
bool fits(const Plan& plan, const json::Tree& tree, const MatchNode& node, NodeId value) {
    const json::Node& found = tree[value];
    switch (node.kind) {
        case Match::constant: return constant_equal(plan, tree, node, value);
        case Match::hole:
        case Match::reference: return true;
        case Match::object: {
            if (!found.is_object()) {
                return false;
            }
            for (const MatchNode& field : plan.children(node)) {
                if ((field.flags & m_tells) == 0) {
                    continue;
                }
                const NodeId at = tree.child(value, field.name);
                if (at == json::no_node || !fits(plan, tree, field, at)) {
                    return false;
                }
            }
            return true;
        }
        case Match::array: {
            if (!found.is_array()) {
                return false;
            }
            const auto there = [&](const MatchNode& element) {
                const auto all = tree.children(value);
                return std::any_of(all.begin(), all.end(), [&](NodeId each) { return fits(plan, tree, element, each); });
            };
            const auto elements = plan.children(node);
            return std::all_of(elements.begin(), elements.end(), [&](const MatchNode& element) { return (element.flags & m_tells) == 0 || there(element); });
        }
    }
    return false;
}

bool is_bundle_of(const Plan& plan, const json::Tree& tree) {
    const NodeId entries = tree.empty() ? json::no_node : tree.child(json::Tree::root, plan.key(Key::entry));
    if (entries == json::no_node || !tree[entries].is_array()) {
        return false;
    }
    const MatchNode& composition = plan.nodes()[plan.head().composition_node];
    const auto all = tree.children(entries);
    return std::any_of(all.begin(), all.end(), [&](NodeId entry) {
        const NodeId resource = tree[entry].is_object() ? tree.child(entry, plan.key(Key::resource)) : json::no_node;
        return resource != json::no_node && fits(plan, tree, composition, resource);
    });
}

}  // namespace renkei::mapping
