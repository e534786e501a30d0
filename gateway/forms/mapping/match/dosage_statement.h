// A Dosage in words: its text, what stands beside it and is no part of it, and the dosages that follow.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::mapping {

// No box of a form holds a longer statement, in bytes.
inline constexpr std::size_t longest_statement = 16U << 10;

struct DosageStatement {
    std::string text;
    std::vector<json::NodeId> parts; // the elements that the text now contains
    std::vector<json::NodeId>
        of_one_step; // among them: parts of one of several steps, which no item may hold
};

// The statement of a Dosage whose text was read; nothing if a part of it, or of a next one, has no words.
std::optional<DosageStatement> dosage_statement(const MatchState& state, json::NodeId dosage);

} // namespace renkei::mapping
