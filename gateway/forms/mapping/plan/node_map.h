// What is known of some nodes of a tree: found by the node's number, forgotten at once, the memory kept.
#pragma once

#include "gateway/core/json/tree.h"

#include <cstdint>
#include <span>
#include <vector>

namespace renkei::mapping {

using json::NodeId;

template <class T>
class NodeMap {
public:
    struct Known {
        json::NodeId node;
        T what;
    };

    // For a tree of so many nodes.
    void begin(std::size_t nodes) {
        for (const Known& each : known_) {
            places_[each.node] = 0;
        }
        known_.clear();
        if (places_.size() < nodes) {
            places_.resize(nodes, 0);
        }
    }

    // Null: nothing is known of it.
    const T* find(json::NodeId node) const {
        return places_[node] == 0 ? nullptr : &known_[places_[node] - 1].what;
    }
    // Made if nothing is known of it; until the next is made.
    T& at(json::NodeId node) {
        if (places_[node] == 0) {
            known_.push_back({node, T{}});
            places_[node] = static_cast<std::uint32_t>(known_.size());
        }
        return known_[places_[node] - 1].what;
    }
    std::span<Known> all() { return known_; }
    std::span<const Known> all() const { return known_; }

private:
    // per node, as many as the largest tree had: 1 + its place in known_, or 0
    std::vector<std::uint32_t> places_;
    std::vector<Known> known_;
};

} // namespace renkei::mapping
