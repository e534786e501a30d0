#include "gateway/forms/publish/table.h"

#include "gateway/forms/publish/workbook.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::publish {

std::string as_workbook(std::span<const Table> tables) {
    std::vector<Sheet> sheets;
    for (const Table& table : tables) {
        Sheet& sheet = sheets.emplace_back(Sheet{.name = table.name, .has_head = true});
        std::vector<std::string>& head = sheet.rows.emplace_back();
        for (const TableColumn& column : table.columns) {
            head.push_back(fmt::format("{} {}", column.japanese, column.id));
        }
        sheet.rows.insert(sheet.rows.end(), table.rows.begin(), table.rows.end());
    }
    return write_workbook(sheets);
}

std::string as_tsv(const Table& table) {
    std::string out;
    const auto add_line = [&](std::vector<std::string> cells) {
        cells.resize(table.columns.size()); // a column that is not used has few
        for (std::string& cell : cells) {
            std::ranges::replace_if(
                cell, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
        }
        out += fmt::format("{}\n", fmt::join(cells, "\t"));
    };
    std::vector<std::string> head;
    for (const TableColumn& column : table.columns) {
        head.emplace_back(column.id);
    }
    add_line(std::move(head));
    for (const std::vector<std::string>& row : table.rows) {
        add_line(row);
    }
    return out;
}

} // namespace renkei::publish
