// Tables as text: a head line, then a line for each row, cells separated by tabs.
#pragma once

#include "gateway/core/text/words.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace renkei::text {

struct TabRow {
    std::uint32_t line = 0;                // from 1
    std::vector<std::string_view> cells{}; // of the text that was read
};

// All rows, the head first.
std::vector<TabRow> tab_rows(std::string_view text);
// Lines of a table without a head: those that are neither empty nor comments (#).
std::vector<std::string_view> table_lines(std::string_view text);
// A row for each of them: its cells in these members; cells that a line lacks are empty.
template <class Row, auto... members>
std::vector<Row> table_rows(std::string_view text) {
    std::vector<Row> out;
    for (std::string_view line : table_lines(text)) {
        Row& row = out.emplace_back();
        ((row.*members = next_part(line, '\t')), ...);
    }
    return out;
}

} // namespace renkei::text
