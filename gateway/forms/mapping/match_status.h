// Does a resource say of itself that it is no fact? What was entered in error, refuted, cancelled or not done
// is read only where the form says the same.
#pragma once

#include "gateway/core/base/buffer.h"
#include "gateway/forms/mapping/encode.h"
#include "gateway/forms/mapping/match_state.h"

#include <span>
#include <string_view>

namespace renkei::mapping {

class StatusCheck {
public:
    explicit StatusCheck(const MatchState& state) : state_(state), encoder_(state.plan()) {}

    // After the resource was matched: the code by which it denies itself, if the entry would not write one
    // there for the record; else no_node. `derived`: the values of the resource that are compared later.
    json::NodeId denial(const EntryPlan& entry, json::NodeId resource, std::span<const DerivedValue> derived);

private:
    using NodeId = json::NodeId;

    bool is_written(NodeId status, NodeId leaf, std::span<const DerivedValue> derived);
    bool denies(const DerivedValue& derived);
    NodeId object_of(NodeId status, NodeId leaf) const;

    const MatchState& state_;
    Encoder encoder_;
    base::Buffer scratch_;
};

} // namespace renkei::mapping
