// The text of a narrative as a reader sees it: rows of cells.
#pragma once

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

} // namespace renkei::conform
