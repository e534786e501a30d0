// An amount of the document in the unit that the mapping writes.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

namespace renkei::mapping {

// Of a Quantity or a Money of the example (m_amount) and of the document, before its value is read. In
// another unit the value is read as it is in ours if that is exact and the item may have it; else it is noted
// among `other_units`, and QualifierCheck withholds what was read of it.
void match_unit(MatchState& match, const MatchNode& amount, json::NodeId object);

} // namespace renkei::mapping
