#include "gateway/forms/reference/table_html.h"

#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::reference {
namespace {

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
        "<table class=\"t\" role=\"table\">\n" + head_html(head) + "<tbody role=\"rowgroup\">\n";
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
