// The tables of a form as HTML; its items, each once, with its place in every syntax.
#pragma once

#include "gateway/forms/publish/table.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::reference {

// Without the columns that are empty in every row. With `chosen`, only the columns of these ids, in this
// order.
std::string table_html(const publish::Table& table, const std::vector<std::string_view>& chosen = {});

// The head line of a table whose body follows.
std::string head_html(const std::vector<std::string>& columns);

// What the pages of forms add to the look that all pages have.
inline constexpr std::string_view reference_style = "pre{white-space:pre-wrap;padding:.4rem .6rem;border:1px "
                                                    "solid var(--line);font:var(--t14)/1.5 var(--mono)}"
                                                    "td.p{border-top:0;background:var(--bg2)}"
                                                    "tbody[id]{break-inside:avoid}";

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
