// Tables as text: a head line, then a line for each row, cells separated by tabs.
#pragma once

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

} // namespace renkei::text
