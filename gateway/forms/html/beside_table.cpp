#include "gateway/forms/html/beside_table.h"

#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/rows_table.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {
namespace {

using Cells = std::span<const mapping::PageCell>;

// The lines of the table that have one of `items`.
std::vector<Cells> lines_in(Cells cells, const std::vector<form::ItemId>& items) {
    std::vector<Cells> out;
    for (std::size_t begin = 0, end = 0; begin < cells.size(); begin = end) {
        for (end = begin + 1; end < cells.size() && cells[end].begins == 0;) {
            ++end;
        }
        const Cells line = cells.subspan(begin, end - begin);
        if (std::ranges::any_of(line, [&](const mapping::PageCell& cell) {
                return cell.item != form::none && std::ranges::find(items, cell.item) != items.end();
            })) {
            out.push_back(line);
        }
    }
    return out;
}

} // namespace

BesideTable beside_table(const Answers& answers, const SectionItems& items, const mapping::PageTable& table) {
    const record::Row& row = answers.record().root();
    const auto speaks = [&](const mapping::PageCell& cell) {
        return cell.item != form::none && answers.shows(cell.item) && answers.of(row, cell.item).speaks();
    };
    const auto is_restricted = [&](const mapping::PageCell& cell) {
        return cell.item != form::none && answers.is_restricted(cell.item);
    };
    std::vector<Cells> lines = lines_in(answers.plan().page_cells(table), items.all());
    std::erase_if(lines, [&](Cells line) { return std::ranges::none_of(line, speaks); });
    if (lines.empty()) {
        return {};
    }
    const bool is_whole =
        std::ranges::all_of(lines, [&](Cells line) { return std::ranges::any_of(line, is_restricted); });
    std::string head = "<th role=\"columnheader\" scope=\"col\">項目</th>";
    std::size_t columns = 2;
    for (const Cells line : lines) {
        const auto last = std::ranges::find_if(line.rbegin(), line.rend(), speaks);
        columns = std::max(columns, static_cast<std::size_t>(line.rend() - last));
    }
    for (const mapping::PageCell& cell : lines.front().first(columns)) {
        head += fmt::format("<th role=\"columnheader\" scope=\"col\">{}</th>",
                            escaped(answers.plan().text(cell.name)));
    }
    BesideTable out;
    for (const Cells line : lines) {
        const bool is_marked = std::ranges::any_of(line, is_restricted);
        out.has_restricted |= is_marked;
        out.html += fmt::format("<tr role=\"row\"{}><th role=\"rowheader\" scope=\"row\">{}{}</th>",
                                is_marked && !is_whole ? " class=\"x\"" : "", tag_if(is_marked && !is_whole),
                                escaped(answers.plan().text(line.front().over)));
        for (const mapping::PageCell& cell : line.first(columns)) {
            const bool is_hidden = cell.item != form::none && !answers.shows(cell.item);
            out.html += fmt::format("<td role=\"cell\" data-label=\"{}\">{}</td>",
                                    escaped(answers.plan().text(cell.name)),
                                    cell.item == form::none ? std::string()
                                    : is_hidden ? std::string("<span class=\"o\">示していません</span>")
                                                : cell_html(answers, items, row, std::span(&cell.item, 1)));
        }
        out.html += "</tr>\n";
    }
    const std::string caption = tag_if(is_whole) + escaped(answers.plan().text(table.name));
    out.html = fmt::format("<table role=\"table\" class=\"stack ruled{}\">{}<thead role=\"rowgroup\"><tr "
                           "role=\"row\">{}</tr></thead><tbody role=\"rowgroup\">\n{}</tbody></table>\n",
                           is_whole ? " x" : "",
                           caption.empty() ? caption : "<caption>" + caption + "</caption>", head, out.html);
    return out;
}

} // namespace renkei::html
