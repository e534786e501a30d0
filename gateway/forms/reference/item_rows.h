// The items of a form, each once, with its place in every syntax: what the tables of the syntaxes say
// together.
#pragma once

#include "gateway/forms/publish/table.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::reference {

struct ItemRow {
    std::string id;                  // without the number of a row
    std::vector<std::string> places; // of each syntax, in their order; empty: it has none there
    const std::vector<std::string>* cells = nullptr; // of the first table that has the item
};

struct ItemTable {
    std::vector<std::string> syntaxes; // csv, json …
    std::vector<ItemRow> rows;
    std::vector<std::string> unused; // columns without item, "csv 27: 名称"
};

// `tables`: those of a form; they must outlive the result.
ItemTable join_item_tables(std::span<const publish::Table> tables);

// The cell of a row of an item table by the id of its column.
std::string_view item_cell(const ItemRow& row, std::string_view column, const publish::Table& table);

} // namespace renkei::reference
