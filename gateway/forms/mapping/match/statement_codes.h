// Codes of others that say that there is none, or that it is not known, beside a text that an item takes
// (shared/wordings.yaml). Such a code says more than a text that only repeats the question.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

namespace renkei::mapping {

// When everything is read and nothing is compared: a text that says less than its codes is replaced by what
// they say.
void translate_statements(MatchState& state);
// When everything is compared: a code that says the same as the text is known, one that contradicts it is a
// conflict.
void settle_statement_codes(MatchState& state);

} // namespace renkei::mapping
