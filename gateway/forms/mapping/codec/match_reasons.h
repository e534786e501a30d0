// Reads the reason why there is no value: where it is instead of the value (a CodeableConcept) or beside it
// (extensions).
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

namespace renkei::mapping {

// A concept that says why there is no value: a local reason (with the note as text), or a code of the item's
// own list that means "no value".
bool read_reason_concept(MatchState& match, const Hole& hole, json::NodeId concept_node, record::Row& row);

// [{data-absent-reason}, {absent-detail}] for a part of the hole.
bool read_reason_extensions(MatchState& match, const Hole& hole, std::size_t part, json::NodeId extensions,
                            record::Row& row);
// The same of an element that may hold extensions, or no_node.
inline bool read_reason_beside(MatchState& match, const Hole& hole, std::size_t part, json::NodeId element,
                               record::Row& row) {
    return read_reason_extensions(match, hole, part, match.child(element, EngineName::extension), row);
}

} // namespace renkei::mapping
