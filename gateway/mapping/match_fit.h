// Do the telling constants of the example agree with a value? The one question before a match.
#pragma once

#include "gateway/json/tree.h"
#include "gateway/mapping/plan.h"

namespace renkei::mapping {

bool constant_equal(const Plan& plan, const json::Tree& tree, const MatchNode& node, json::NodeId value);
bool fits(const Plan& plan, const json::Tree& tree, const MatchNode& node, json::NodeId value);

// Does this bundle's Composition belong to this form? (Of which version is another question: version_named().)
bool is_bundle_of(const Plan& plan, const json::Tree& tree);

}  // namespace renkei::mapping
