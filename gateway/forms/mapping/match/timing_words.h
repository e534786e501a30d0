// When a medicine is taken, as a Timing or an extension of the Dosage says it beside the Dosage's text.
#pragma once

#include "gateway/forms/mapping/codec/match_state.h"

#include <string>
#include <string_view>

namespace renkei::mapping {

enum class Scope : std::uint8_t {
    left, // what was not read
    all,  // what an item holds, too
};

struct TimingWords {
    std::string unsaid;      // what the text does not say: 「7日間、月・水曜」
    std::string otherwise;   // what the text says otherwise: another day, count, or time of day
    bool is_complete = true; // false: something has no words
};

// `part`: the timing of a Dosage, or an extension of it. `text`: of the Dosage.
TimingWords timing_words(const MatchState& state, json::NodeId part, std::string_view text, Scope scope);

} // namespace renkei::mapping
