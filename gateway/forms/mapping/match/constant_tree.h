// Part of an example that holds constants only, compared with a part of the bundle.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

namespace renkei::mapping {

// Consumes what is equal; more content beside it is left over. False: it differs, nothing is consumed.
bool consume_if_equal(MatchState& match, const MatchNode& node, json::NodeId value);

} // namespace renkei::mapping
