// Do the discriminating constants of the example agree with a value? This is tested before a match.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/forms/mapping/plan.h"

#include <span>
#include <vector>

namespace renkei::mapping {

inline bool constant_equal(const Plan& plan, const json::Tree& tree, const MatchNode& node,
                           json::NodeId value) {
    const json::Node& found = tree[value];
    const bool kind = node.literal == 's'   ? found.is_string()
                      : node.literal == 'n' ? found.is_number()
                                            : found.is_boolean();
    return kind && tree.text(value) == plan.text(node.text);
}

bool fits(const Plan& plan, const json::Tree& tree, const MatchNode& node, json::NodeId value);

// The Compositions among a bundle's resources.
std::vector<json::NodeId> compositions(const json::Tree& tree);

// Does one of them belong to this form? (Of which version is another question: version_named().)
bool is_bundle_of(const Plan& plan, const json::Tree& tree, std::span<const json::NodeId> compositions);

// A section's code of our own code system in one of them that this form has; empty: there is none.
std::string_view section_of(const Plan& plan, const json::Tree& tree,
                            std::span<const json::NodeId> compositions);

} // namespace renkei::mapping
