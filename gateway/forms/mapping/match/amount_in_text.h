// Do the words for people hold the amounts that stand beside them?
#pragma once

#include "gateway/forms/mapping/match/timing_words.h"

#include <string_view>

namespace renkei::mapping {

// As a number of its own, in half-width or full-width digits: "1回２錠" holds 2, "20mg" does not.
bool holds_amount(std::string_view text, std::string_view number);

// Is there an amount below the node that counts (Scope), and of which the text does not hold the number and
// the unit? An amount with a comparator never counts as held.
bool has_unsaid_amount(const MatchState& state, json::NodeId node, std::string_view text,
                       Scope scope = Scope::left);

} // namespace renkei::mapping
