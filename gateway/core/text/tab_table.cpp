#include "gateway/core/text/tab_table.h"

namespace renkei::text {

std::vector<TabRow> tab_rows(std::string_view text) {
    std::vector<TabRow> out;
    for (std::uint32_t number = 1; !text.empty(); ++number) {
        std::string_view line = next_part(text, '\n');
        TabRow& row = out.emplace_back(TabRow{.line = number});
        for (bool is_more = true; is_more;) {
            is_more = line.find('\t') != std::string_view::npos;
            row.cells.push_back(next_part(line, '\t'));
        }
    }
    return out;
}

std::vector<std::string_view> table_lines(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const std::string_view line = next_part(text, '\n');
        if (!line.empty() && !line.starts_with('#')) {
            out.push_back(line);
        }
    }
    return out;
}

} // namespace renkei::text
