#include "gateway/forms/publish/table.h"

#include "gateway/core/text/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::publish {
namespace {

struct CharacterRange {
    char32_t first;
    char32_t last;
};
// Unicode UAX #9: marks, embeddings, overrides and isolates; line and paragraph separators; byte order mark.
constexpr std::array<CharacterRange, 7> unseen{{{0x7F, 0x9F}, // DEL and C1
                                                {0x61C, 0x61C},
                                                {0x200B, 0x200F},
                                                {0x2028, 0x202E},
                                                {0x2060, 0x2069},
                                                {0xFEFF, 0xFEFF},
                                                {0xFFFE, 0xFFFF}}};

bool is_unseen(char32_t character) {
    return (character < ' ' && character != '\t' && character != '\n') ||
           std::ranges::any_of(unseen, [&](const CharacterRange& range) {
               return character >= range.first && character <= range.last;
           });
}

} // namespace

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

std::string with_visible_marks(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const text::CodePoint character = text::code_point_at(text, at);
        if (is_unseen(character.value)) {
            out += "[" + text::code_point_name(character.value) + "]";
        } else {
            text::append(out, character.value);
        }
        at += character.size;
    }
    return out;
}

} // namespace renkei::publish
