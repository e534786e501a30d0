// What a narrative states: labels with their values.
#pragma once

#include "gateway/forms/conform/narrative_rows.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

struct Statement {
    std::string label{}; // folded (text/fold.h)
    std::string value{}; // as written
};

// The text cut at commas, full stops and line breaks.
std::vector<std::string_view> clauses_of(std::string_view text);

// A label stands in the cell before its value, at the head of its column, or before a colon or an inline
// boundary in the same text; there the value ends at a comma or full stop. `labels`: the known ones, folded.
std::vector<Statement> statements_of(const std::vector<NarrativeRow>& rows,
                                     const std::set<std::string>& labels);

} // namespace renkei::conform
