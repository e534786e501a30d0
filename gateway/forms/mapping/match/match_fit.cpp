#include "gateway/forms/mapping/match/match_fit.h"

#include <algorithm>

namespace renkei::mapping {

// Is the value one of the texts of a closed system: of its view, or of the constant that stands in for it?
static bool is_text_of(const Plan& plan, const json::Tree& tree, const MatchNode& object,
                       const MatchNode& field, NodeId value) {
    const auto cases = plan.view_cases(plan.hole(field.index));
    const auto fields = plan.children(object);
    return tree[value].is_string() &&
           (std::ranges::any_of(
                cases, [&](const ViewCase& each) { return plan.text(each.tail) == tree.text(value); }) ||
            std::ranges::any_of(fields, [&](const MatchNode& each) {
                return each.replaces == field.name && each.kind == MatchKind::constant &&
                       constant_equal(plan, tree, each, value);
            }));
}

// Do the discriminating constants agree?
bool fits(const Plan& plan, const json::Tree& tree, const MatchNode& node, NodeId value) {
    const json::Node& found = tree[value];
    switch (node.kind) {
    case MatchKind::constant: return constant_equal(plan, tree, node, value);
    case MatchKind::hole:
    case MatchKind::reference: return true;
    case MatchKind::object: {
        if (!found.is_object()) {
            return false;
        }
        if (is_as_written(plan, tree, node, value)) {
            return true;
        }
        for (const MatchNode& field : plan.children(node)) {
            if ((field.flags & m_discriminates) == 0) {
                continue;
            }
            const NodeId at = tree.child(value, field.name);
            if (at == json::no_node ||
                !(field.kind == MatchKind::hole ? is_text_of(plan, tree, node, field, at)
                                                : fits(plan, tree, field, at))) {
                return false;
            }
        }
        return true;
    }
    case MatchKind::array: {
        if (!found.is_array()) {
            return false;
        }
        if (is_as_written(plan, tree, node, value)) {
            return true;
        }
        const auto there = [&](const MatchNode& element) {
            const auto all = tree.children(value);
            return std::ranges::any_of(all, [&](NodeId each) { return fits(plan, tree, element, each); });
        };
        const auto elements = plan.children(node);
        return std::ranges::all_of(elements, [&](const MatchNode& element) {
            return (element.flags & m_discriminates) == 0 || there(element);
        });
    }
    }
    return false;
}

bool EntryFits::fits(EntryId entry, NodeId resource) {
    Last& last = last_[entry];
    if (last.resource != resource) {
        const Plan& plan = state_.plan();
        last = {resource,
                mapping::fits(plan, state_.tree(), plan.nodes()[plan.entries()[entry].node], resource)};
    }
    return last.fits;
}

std::vector<NodeId> compositions(const json::Tree& tree) {
    std::vector<NodeId> out;
    const NodeId entries = tree.empty() ? json::no_node : tree.child(json::Tree::root, "entry");
    if (entries == json::no_node || !tree[entries].is_array()) {
        return out;
    }
    const json::NameId resource_name = tree.names().find("resource");
    const json::NameId type_name = tree.names().find("resourceType");
    for (const NodeId entry : tree.children(entries)) {
        const NodeId resource = tree.child(entry, resource_name);
        const NodeId type = resource == json::no_node ? json::no_node : tree.child(resource, type_name);
        if (type != json::no_node && tree.text(type) == "Composition") {
            out.push_back(resource);
        }
    }
    return out;
}

// Does the resource claim a profile that the entry writes, in whatever edition?
static bool claims(const Plan& plan, const json::Tree& tree, const EntryPlan& entry, NodeId resource) {
    const auto child = [&](NodeId node, EngineName name) {
        return node == json::no_node ? node : tree.child(node, plan.key(name));
    };
    const NodeId profiles = child(child(resource, EngineName::meta), EngineName::profile);
    const auto is_claimed = [&](const MatchNode& profile) {
        return std::ranges::any_of(tree.items(profiles),
                                   [&](NodeId each) { return constant_equal(plan, tree, profile, each); });
    };
    for (const MatchNode& field : plan.children(plan.nodes()[entry.node])) {
        for (const MatchNode& each : plan.children(field)) {
            if (field.name == plan.key(EngineName::meta) && each.name == plan.key(EngineName::profile)) {
                return std::ranges::any_of(plan.children(each), is_claimed);
            }
        }
    }
    return false;
}

// A Bundle of the type that the form writes, or a resource by itself, in which a resource claims to be a row.
static bool is_collection_of(const Plan& plan, const json::Tree& tree) {
    const auto is_row = [&](NodeId resource) {
        return std::ranges::any_of(plan.entries(), [&](const EntryPlan& each) {
            return each.owner != 0 && fits(plan, tree, plan.nodes()[each.node], resource) &&
                   claims(plan, tree, each, resource);
        });
    };
    const auto constant_at = [&](EngineName name) {
        const auto fields = plan.children(plan.nodes()[plan.head().bundle_node]);
        const auto field = std::ranges::find(fields, plan.key(name), &MatchNode::name);
        const NodeId at = tree.child(json::Tree::root, plan.key(name));
        return field != fields.end() && at != json::no_node && constant_equal(plan, tree, *field, at);
    };
    if (!constant_at(EngineName::resource_type)) {
        return is_row(json::Tree::root);
    }
    const NodeId entries = tree.child(json::Tree::root, plan.key(EngineName::entry));
    return constant_at(EngineName::type) && std::ranges::any_of(tree.items(entries), [&](NodeId entry) {
               const NodeId resource = tree.child(entry, plan.key(EngineName::resource));
               return resource != json::no_node && is_row(resource);
           });
}

bool is_bundle_of(const Plan& plan, const json::Tree& tree, std::span<const NodeId> compositions) {
    if (plan.head().is_collection != 0) {
        return compositions.empty() && !tree.empty() && is_collection_of(plan, tree);
    }
    const MatchNode& ours = plan.nodes()[plan.head().composition_node];
    return std::ranges::any_of(compositions,
                               [&](NodeId resource) { return fits(plan, tree, ours, resource); });
}

std::string_view section_of(const Plan& plan, const json::Tree& tree, std::span<const NodeId> compositions) {
    const std::string_view ours = plan.text(plan.head().section_system);
    const auto child = [&](NodeId node, std::string_view name) {
        return node == json::no_node ? json::no_node : tree.child(node, name);
    };
    const auto text = [&](NodeId node) {
        return node == json::no_node ? std::string_view() : tree.text(node);
    };
    for (const NodeId composition : compositions) {
        for (const NodeId section : tree.items(child(composition, "section"))) {
            for (const NodeId coding : tree.items(child(child(section, "code"), "coding"))) {
                const std::string_view code = text(child(coding, "code"));
                if (text(child(coding, "system")) == ours &&
                    std::ranges::any_of(plan.sections(), [&](const SectionPlan& each) {
                        return plan.text(each.code) == code;
                    })) {
                    return code;
                }
            }
        }
    }
    return {};
}

} // namespace renkei::mapping
