// A Dosage in words: its text, what stands beside it and is no part of it, and the dosages that follow.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::mapping {

struct DosageStatement {
    std::string text;
    std::vector<json::NodeId> parts; // that are in the text now
};

// Of the Dosage whose text was read; nothing: something in it, or one that follows, cannot be said in words.
std::optional<DosageStatement> dosage_statement(const MatchState& state, json::NodeId dosage);

} // namespace renkei::mapping
