// Which item of the form a leaf belongs to: the example is followed along the leaf's path as far as it goes.
// The deepest place that holds items names the item, if it is one.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

#include <vector>

namespace renkei::mapping {

class ItemFinder {
public:
    explicit ItemFinder(const MatchState& match) : match_(match) {}

    // none: the mapping does not say, or several items are possible.
    ItemId item_of(json::NodeId leaf);

private:
    void find_examples(json::NodeId resource);
    void add_parts(const MatchNode& node, json::NodeId value, std::vector<const MatchNode*>& out) const;

    const MatchState& match_;
    json::NodeId resource_ = json::no_node;    // of the last leaf
    std::vector<const MatchNode*> examples_{}; // that describe it
};

} // namespace renkei::mapping
