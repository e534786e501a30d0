#include "gateway/app/cli/form_tables_text.h"

#include "gateway/app/cli/terminal.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace renkei::cli {
namespace {

using publish::Table;

std::string_view head_of(const publish::TableColumn& column, Language language) {
    return language == Language::japanese ? column.japanese : column.id;
}

std::string_view text_at(const std::vector<std::string>& row, std::size_t column) {
    return column < row.size() ? std::string_view(row[column]) : std::string_view();
}

// How wide a column is with its head; 0: no row has a value there.
std::size_t width_of(const Table& table, std::size_t column, Language language) {
    std::size_t widest = 0;
    for (const std::vector<std::string>& row : table.rows) {
        widest = std::max(widest, columns_of(text_at(row, column)));
    }
    return widest == 0 ? 0 : std::max(widest, columns_of(head_of(table.columns[column], language)));
}

// "required: yes", for each column behind the first ones that has a value
std::vector<std::string> remarks(const Table& table, const std::vector<std::string>& row, Language language) {
    std::vector<std::string> out;
    for (std::size_t column = table.leading; column < row.size(); ++column) {
        if (!row[column].empty()) {
            out.push_back(fmt::format("{}: {}", head_of(table.columns[column], language), row[column]));
        }
    }
    return out;
}

void drop_blanks_at_end(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

std::string text_of(const Table& table, Language language) {
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < table.leading; ++column) {
        widths.push_back(width_of(table, column, language));
    }
    const auto line = [&](const auto& text, const std::vector<std::string>& rest) {
        constexpr std::size_t gap = 2;
        std::string out = "  ";
        for (std::size_t column = 0; column < widths.size(); ++column) {
            out += widths[column] == 0 ? "" : cell(text(column), widths[column] + gap);
        }
        for (const std::string& each : rest) {
            out += each + (table.leading == 0 ? "\n  " : "  ");
        }
        drop_blanks_at_end(out);
        return out + (out.ends_with('\n') ? "" : "\n");
    };
    std::string out = fmt::format("== {}\n", table.name);
    if (table.leading > 0) {
        out += line([&](std::size_t column) { return head_of(table.columns[column], language); }, {});
    }
    for (const std::vector<std::string>& row : table.rows) {
        out += line([&](std::size_t column) { return text_at(row, column); }, remarks(table, row, language));
    }
    return out;
}

} // namespace

std::string form_tables_text(std::span<const Table> tables, Language language) {
    std::string out;
    for (const Table& table : tables) {
        out += (out.empty() ? "" : "\n") + text_of(table, language);
    }
    return out;
}

} // namespace renkei::cli
