#include "gateway/forms/reference/table_html.h"

#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace renkei::reference {
namespace {

using publish::Table;

enum ItemColumn : std::size_t { place_column, kind_column, id_column, name_column };

// "medicine[3].name" → "medicine.name"
std::string without_row(const std::string& id) {
    const std::size_t open = id.find('[');
    return open == std::string::npos ? id : id.substr(0, open) + id.substr(id.find(']', open) + 1);
}

struct Join {
    ItemTable out{};
    std::map<std::string, std::size_t> row_at{};

    void add(const Table& table, std::string_view syntax) {
        out.syntaxes.emplace_back(syntax);
        std::string column;
        std::size_t digit = 0;
        for (const std::vector<std::string>& cells : table.rows) {
            digit = cells[place_column] == column ? digit + 1 : 1;
            column = cells[place_column];
            if (cells[id_column].empty()) {
                out.unused.push_back(fmt::format("{} {}: {}", syntax, column, cells[name_column]));
                continue;
            }
            put(cells, place(cells, digit));
        }
        for (ItemRow& row : out.rows) {
            row.places.resize(out.syntaxes.size());
        }
    }

    ItemTable take() { return std::move(out); }

    static std::string place(const std::vector<std::string>& cells, std::size_t digit) {
        const std::string& kind = cells[kind_column];
        if (kind == "file-name") {
            return "ファイル名";
        }
        if (kind == "implied") {
            return "（形式が決める）";
        }
        const bool is_part = kind == "bits" || kind == "digits";
        return is_part ? fmt::format("{}（{}桁目）", cells[place_column], digit) : cells[place_column];
    }

    void put(const std::vector<std::string>& cells, const std::string& place) {
        const std::string id = without_row(cells[id_column]);
        const auto [at, is_new] = row_at.try_emplace(id, out.rows.size());
        if (is_new) {
            out.rows.push_back({.id = id, .places = {}, .cells = &cells});
        }
        ItemRow& row = out.rows[at->second];
        row.places.resize(out.syntaxes.size());
        row.places.back() += (row.places.back().empty() ? "" : ", ") + place;
    }
};

std::string_view text_at(const std::vector<std::string>& row, std::size_t column) {
    return column < row.size() ? std::string_view(row[column]) : std::string_view();
}

std::vector<std::size_t> columns_of(const publish::Table& table,
                                    const std::vector<std::string_view>& chosen) {
    std::vector<std::size_t> out;
    const auto add = [&](std::size_t column) {
        const bool is_used = std::ranges::any_of(
            table.rows, [&](const std::vector<std::string>& row) { return !text_at(row, column).empty(); });
        if (is_used) {
            out.push_back(column);
        }
    };
    for (const std::string_view id : chosen) {
        const auto found = std::ranges::find(table.columns, id, &publish::TableColumn::id);
        add(static_cast<std::size_t>(found - table.columns.begin()));
    }
    for (std::size_t i = 0; chosen.empty() && i < table.columns.size(); ++i) {
        add(i);
    }
    return out;
}

} // namespace

ItemTable join_item_tables(std::span<const Table> tables) {
    constexpr std::string_view beginning = "items-";
    Join join;
    for (const Table& table : tables) {
        if (table.name.starts_with(beginning)) {
            join.add(table, std::string_view(table.name).substr(beginning.size()));
        }
    }
    return join.take();
}

std::string_view item_cell(const ItemRow& row, std::string_view column, const Table& table) {
    const auto found = std::ranges::find(table.columns, column, &publish::TableColumn::id);
    const auto at = static_cast<std::size_t>(found - table.columns.begin());
    return at < row.cells->size() ? std::string_view((*row.cells)[at]) : std::string_view();
}

std::string head_html(const std::vector<std::string>& columns) {
    std::string out = "<thead role=\"rowgroup\"><tr role=\"row\">";
    for (const std::string& column : columns) {
        out += fmt::format("<th role=\"columnheader\" scope=\"col\">{}</th>", html::escaped(column));
    }
    return out + "</tr></thead>\n";
}

std::string table_html(const publish::Table& table, const std::vector<std::string_view>& chosen) {
    const std::vector<std::size_t> columns = columns_of(table, chosen);
    std::vector<std::string> head;
    for (const std::size_t column : columns) {
        head.emplace_back(table.columns[column].japanese);
    }
    std::string out =
        "<table class=\"stack dense\" role=\"table\">\n" + head_html(head) + "<tbody role=\"rowgroup\">\n";
    for (const std::vector<std::string>& row : table.rows) {
        out += "<tr role=\"row\">";
        for (std::size_t i = 0; i < columns.size(); ++i) {
            out += html::cell(head[i], html::escaped(text_at(row, columns[i])));
        }
        out += "</tr>\n";
    }
    return out + "</tbody></table>\n";
}

} // namespace renkei::reference
