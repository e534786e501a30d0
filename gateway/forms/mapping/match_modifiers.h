// R4 forbids to use what has a modifierExtension that the reader does not know: it may say the opposite. No
// mapping names one, so all of them are unknown.
#pragma once

#include "gateway/forms/mapping/match_state.h"

namespace renkei::mapping {

// An element or a resource: is one in it?
bool has_modifier(const MatchState& state, json::NodeId object);

// A resource: is one in it, in its Bundle entry, or in a section that lists it?
bool is_modified(const MatchState& state, json::NodeId resource);

// Is one in the Bundle, in the Composition or in its Bundle entry? Then nothing of the document is read.
bool is_document_modified(const MatchState& state);

// Each is a loss of its own kind; what was not read because of it is lost as well.
void mark_modifiers(MatchState& state);

} // namespace renkei::mapping
