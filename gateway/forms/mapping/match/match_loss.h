// What a match did not take, as findings.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/forms/mapping/codec/match_state.h"
#include "gateway/forms/mapping/match/match_entries.h"
#include "gateway/forms/mapping/match/match_qualifiers.h"

#include <span>

namespace renkei::mapping {

// First withheld objects, reports about values and resources older than those read, one line for each object;
// then the leaves that are left, in document order, and notes. `left`: Consumption::left().
void list_loss(MatchState& match, const EntryMatcher& entries, const QualifierCheck& qualifiers,
               std::span<const json::NodeId> left, diag::Report& loss);

// Why a document is not read at all.
diag::Result<void> refusal_by(const json::Tree& tree, const Qualified& refused);

} // namespace renkei::mapping
