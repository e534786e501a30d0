// What the plan writes at a place whose value is derived: its hole, or what stands in for it where that is
// empty.
#pragma once

#include "gateway/forms/mapping/codec/encode.h"
#include "gateway/forms/mapping/codec/match_state.h"

namespace renkei::mapping {

// One of the two, or neither.
struct WrittenInstead {
    const Hole* hole = nullptr;
    const MatchNode* constant = nullptr;
};
WrittenInstead written_instead(const Encoder& encoder, const DerivedValue& derived, json::NameId name);

} // namespace renkei::mapping
