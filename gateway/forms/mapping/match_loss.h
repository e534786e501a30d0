// The loss report of a match: every leaf that was not consumed, and what was consumed but not as it stood.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/mapping/match_state.h"

namespace renkei::mapping {

void list_loss(const MatchState& match, diag::Report& loss);

} // namespace renkei::mapping
