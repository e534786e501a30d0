// Part of an example that holds constants only, compared with a part of the bundle.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

namespace renkei::mapping {

// Consumes equal content; further content is left over. False if it differs; then nothing is consumed.
bool consume_if_equal(MatchState& match, const MatchNode& node, json::NodeId value);

} // namespace renkei::mapping
