// Tables for readers: as a workbook (ECMA-376, .xlsx), as text with tabs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::publish {

// Every cell is text in place ("inlineStr"), so that nothing of others is ever a formula. The same sheets
// give the same bytes.
struct Sheet {
    std::string name;
    bool has_head = false; // the first row names the columns
    std::vector<std::vector<std::string>> rows{};
};

std::string write_workbook(std::span<const Sheet> sheets);

struct TableColumn {
    std::string_view id; // for programs, the same in every language
    std::string_view japanese;
};

struct Table {
    std::string name;
    std::size_t leading = 0; // columns that say which row it is; the others may be remarks on it
    std::span<const TableColumn> columns{};
    std::vector<std::vector<std::string>> rows{}; // cells of the first columns; the rest is empty
};

// A sheet for each table; the head line has both names of a column.
std::string as_workbook(std::span<const Table> tables);

// Tab-separated with a head line of ids; what would break a line is a blank.
std::string as_tsv(const Table& table);

// Characters that are not seen, but change what is seen, by their numbers: controls, and marks of writing
// direction ("[U+202E]"). TAB and LF stay.
std::string with_visible_marks(std::string_view text);

} // namespace renkei::publish
