// The tables of a form for readers without mappings: what it is, its columns or paths, code lists and rules.
#pragma once

#include "gateway/forms/mapping/plan/plan.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::publish {

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

// "form" (a row for each syntax), "items-SYNTAX" of each syntax, "codes", "rules".
std::vector<Table> form_tables(const mapping::Plan& plan);

// Tab-separated with a head line of ids; what would break a line is a blank.
std::string as_tsv(const Table& table);

} // namespace renkei::publish
