// Which code of a list a Coding is, and which codings say the same.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

namespace renkei::mapping {

// One Coding: the local one of the hole's list, or one that is understood as it.
bool read_coding(MatchState& match, const Hole& hole, json::NodeId coding, record::Row& row);

// The free elements of CodeableConcept.coding: the first that is understood gives the value, and its other
// codings are claimed with it.
bool read_codings(MatchState& match, const Hole& hole, json::NodeId codings, record::Row& row);

// The local coding of the row, one of its translations, or the reason that the row means.
bool is_coding_of(const MatchState& match, const form::CodeList& list, CodeRowId row, json::NodeId coding);

// Consumes system, code and display (not compared); anything else in the coding is left over.
void consume_coding(MatchState& match, json::NodeId coding);
void consume_codings_of(MatchState& match, const form::CodeList& list, CodeRowId row, json::NodeId codings);

// The name of an allergy, a medicine or a disease whose CodeableConcept has no text and no code that is read:
// the display of its first coding that has a system. The wordings know these elements, and the codes that say
// none or unknown. no_node if there is no such display.
json::NodeId words_of_codes(const MatchState& match, json::NodeId named);

} // namespace renkei::mapping
