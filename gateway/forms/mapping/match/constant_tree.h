// Part of an example that holds constants only, compared with a part of the bundle.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

namespace renkei::mapping {

// Consumes equal content; further content is left over. False if it differs; then nothing is consumed.
bool consume_if_equal(MatchState& match, const MatchNode& node, json::NodeId value);

// A value that stands in for another field of the object: a constant is consumed if it is equal, and a
// derived one is compared later with the first of its name that has text.
void match_stand_in(MatchState& match, const MatchNode& object, const MatchNode& stand_in, json::NodeId value,
                    record::Row& row);

} // namespace renkei::mapping
