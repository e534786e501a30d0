// Do the words for people hold what stands beside them: amounts, and when a medicine is taken?
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

#include <string>
#include <string_view>

namespace renkei::mapping {

enum class Scope : std::uint8_t {
    left, // what was not read
    all,  // what an item holds, too
};

// As a number of its own, in half-width or full-width digits: "1回２錠" holds 2, "20mg" does not.
bool holds_amount(std::string_view text, std::string_view number);

// Is there an amount below the node that counts (Scope), and of which the text does not hold the number and
// the unit? An amount with a comparator never counts as held.
bool has_unsaid_amount(const MatchState& state, json::NodeId node, std::string_view text,
                       Scope scope = Scope::left);

struct TimingWords {
    std::string unsaid;      // what the text does not say: 「7日間、月・水曜」
    std::string otherwise;   // what the text says otherwise: another day, count, or time of day
    bool is_complete = true; // false: something has no words
};

// `part`: the timing of a Dosage, or an extension of it. `text`: of the Dosage.
TimingWords timing_words(const MatchState& state, json::NodeId part, std::string_view text, Scope scope);

} // namespace renkei::mapping
