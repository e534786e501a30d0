// A text that was read, with what a Dosage or an AllergyIntolerance says beside it in words.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::mapping {

struct WordedText {
    json::NodeId read = json::no_node; // the text as the document has it
    std::string text{};
    std::vector<json::NodeId> parts{}; // the elements that the text now contains
    std::vector<json::NodeId>
        of_one_step{}; // among them: parts of one of several steps; no item may hold them
};

// A Dosage whose text was read, with its other steps; nothing if a part of one has no words.
std::optional<WordedText> dosage_in_words(MatchState& state, json::NodeId dosage);

// The reactions of an AllergyIntolerance: every manifestation, how severe, since when. They are added to the
// text of a manifestation or of the allergen. Nothing if neither is read, or a part has no words.
std::optional<WordedText> reactions_in_words(MatchState& state, json::NodeId resource);

} // namespace renkei::mapping
