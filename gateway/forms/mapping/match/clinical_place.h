// Is a place of a document about a person's care, and not about who, numbers, or the text around it?
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

namespace renkei::mapping {

bool is_clinical_place(const MatchState& match, json::NodeId node);

} // namespace renkei::mapping
