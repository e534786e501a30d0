// The reactions of an AllergyIntolerance in words: every manifestation, how severe, since when.
#pragma once

#include "gateway/forms/mapping/match/dosage_statement.h"

namespace renkei::mapping {

struct ReactionStatement {
    json::NodeId read = json::no_node; // the text that is read: of a manifestation, or of the allergen
    DosageStatement said{};
};

// Nothing if no text of the resource is read, or a part of it has no words.
std::optional<ReactionStatement> reaction_statement(MatchState& state, json::NodeId resource);

} // namespace renkei::mapping
