#include "gateway/forms/mapping/match/editions.h"

#include "gateway/forms/mapping/match/match_fit.h"

#include <algorithm>
#include <set>

namespace renkei::mapping {
namespace {

NodeId child(const json::Tree& tree, NodeId node, std::string_view name) {
    return node == json::no_node ? json::no_node : tree.child(node, name);
}

std::vector<NodeId> resources(const json::Tree& tree) {
    std::vector<NodeId> out{json::Tree::root};
    for (const NodeId entry : tree.items(child(tree, json::Tree::root, "entry"))) {
        if (const NodeId resource = child(tree, entry, "resource"); resource != json::no_node) {
            out.push_back(resource);
        }
    }
    return out;
}

// Walks the example and a resource side by side.
class AcceptedShapes {
public:
    AcceptedShapes(const Plan& plan, const json::Tree& tree, std::vector<NodeId>& out)
        : plan_(plan),
          tree_(tree),
          out_(out) {}

    void walk(const MatchNode& node, NodeId value) {
        if (node.kind == MatchKind::object && tree_[value].is_object()) {
            for (const MatchNode& field : plan_.children(node)) {
                if (const NodeId at = tree_.child(value, field.name); at != json::no_node) {
                    walk(field, at);
                }
            }
        } else if (node.kind == MatchKind::array) {
            for (const NodeId element : tree_.items(value)) {
                walk_element(node, element);
            }
        }
    }

private:
    // What is written stands before what is accepted.
    void walk_element(const MatchNode& array, NodeId element) {
        const auto shapes = plan_.children(array);
        const auto shape = std::ranges::find_if(
            shapes, [&](const MatchNode& each) { return fits(plan_, tree_, each, element); });
        if (shape == shapes.end()) {
            return;
        }
        if ((shape->flags & m_accepted) != 0) {
            out_.push_back(element);
        }
        walk(*shape, element);
    }

    const Plan& plan_;
    const json::Tree& tree_;
    std::vector<NodeId>& out_;
};

} // namespace

std::vector<EditionClaim> edition_claims(const Plan& plan, const json::Tree& tree) {
    std::set<std::string_view> profiles;
    for (const MatchNode& node : plan.nodes()) {
        if ((node.flags & m_canonical) != 0) {
            profiles.insert(without_version(plan.text(node.text)));
        }
    }
    std::vector<EditionClaim> out;
    for (const NodeId resource : resources(tree)) {
        for (const NodeId profile : tree.items(child(tree, child(tree, resource, "meta"), "profile"))) {
            const std::string_view text = tree[profile].is_string() ? tree.text(profile) : "";
            const std::string_view url = without_version(text);
            if (url.size() < text.size() && profiles.contains(url)) {
                out.push_back({text.substr(url.size() + 1), profile});
            }
        }
    }
    return out;
}

std::vector<NodeId> accepted_elements(const Plan& plan, const json::Tree& tree) {
    std::vector<NodeId> out;
    AcceptedShapes shapes(plan, tree, out);
    for (const NodeId composition : compositions(tree)) {
        shapes.walk(plan.nodes()[plan.head().composition_node], composition);
    }
    for (const NodeId resource : resources(tree)) {
        const auto entry = std::ranges::find_if(plan.entries(), [&](const EntryPlan& each) {
            return fits(plan, tree, plan.nodes()[each.node], resource);
        });
        if (entry != plan.entries().end()) {
            shapes.walk(plan.nodes()[entry->node], resource);
        }
    }
    return out;
}

} // namespace renkei::mapping
