// The text of a narrative as a reader sees it, in rows of cells; and what it states: labels with their
// values.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

// A row of a table, a term of a <dl> with its descriptions, or a block (paragraph, list item, heading) as one
// cell. Where an inline element (<b>, <span>) or a block inside of a cell begins or ends, the text has an
// inline_boundary.
struct NarrativeRow {
    std::vector<std::string> cells{};
};
inline constexpr char inline_boundary = '\x1F';

// The rows of a Narrative.div, as far as it is well-formed XML. Rows without text are left out.
std::vector<NarrativeRow> narrative_rows(std::string_view div);

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
