#include "gateway/forms/html/rows_table.h"

#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace renkei::html {
namespace {

using form::ItemType;
using record::Row;

// Columns that are still read across on a sheet of A4.
constexpr std::size_t most_upright = 7;
constexpr std::size_t most_landscape = 14;
constexpr std::size_t most_spanned = 65'534; // lines by one cell: HTML 4.9.11

bool is_number(const form::Item& item) {
    return item.list == form::none && (item.type == ItemType::integer || item.type == ItemType::decimal);
}

RowSpan span_of(const record::Rows& rows) { return {rows.begin(), rows.end()}; }

} // namespace

std::uint32_t row_number(const Answers& answers, const Row& row) {
    const form::Group& group = answers.form().groups()[row.group];
    std::uint32_t number = row.index + 1;
    if (group.place != form::none) {
        const std::string_view place = row.values[answers.form().items()[group.place].slot].text();
        std::from_chars(place.data(), place.data() + place.size(), number);
    }
    return number;
}

std::string cell_html(const Answers& answers, const SectionItems& items, const Row& row,
                      std::span<const form::ItemId> of) {
    std::string out;
    bool is_blank = false;
    for (const form::ItemId item : of) {
        const Answer answer = answers.of(row, item);
        is_blank |= answer.state == AnswerState::blank;
        if (answer.speaks()) {
            out += item == of.front() ? answer.html
                                      : fmt::format("<span class=\"src\">{} {}</span>",
                                                    escaped(items.label_of(item)), answer.html);
        }
    }
    return !out.empty() ? out : is_blank ? "<span class=\"o\">未記入</span>" : "<span class=\"o\">―</span>";
}

RowsTable::RowsTable(const Answers& answers, const SectionItems& items, form::GroupId group, RowSpan rows)
    : answers_(answers),
      items_(items),
      rows_(rows),
      chain_{group} {
    find_chain();
    if (is_chain_) {
        find_columns();
        is_counted_ = counts_rows();
        is_restricted_ = !columns_.empty() && std::ranges::all_of(columns_, &Column::is_restricted);
        for (Column& each : columns_) {
            each.is_restricted &= !is_restricted_; // the mark of the table is enough
        }
    }
}

std::size_t RowsTable::most_columns() const {
    return answers_.plan().page_look().landscape ? most_landscape : most_upright;
}

void RowsTable::find_chain() {
    for (form::GroupId next = chain_.front(); next != form::none;) {
        next = form::none;
        for (const form::ItemId item : items_.all()) {
            const form::GroupId below = form::child_towards(answers_.form(), chain_.back(),
                                                            answers_.group_of(answers_.form().items()[item]));
            if (below != form::none && !answers_.is_blank_group(below)) {
                is_chain_ &= next == form::none || next == below;
                next = below;
            }
        }
        if (next != form::none) {
            chain_.push_back(next);
        }
    }
}

void RowsTable::add_column(std::string_view name, std::string_view over, form::ItemId item) {
    const form::Item& about = answers_.form().items()[item];
    const auto level = std::ranges::find(chain_, answers_.group_of(about)) - chain_.begin();
    columns_.push_back({.name = name,
                        .over = over,
                        .items = {item},
                        .level = static_cast<std::size_t>(level),
                        .is_restricted = answers_.is_restricted(item),
                        .is_number = is_number(about)});
}

void RowsTable::find_columns() {
    const mapping::PageTable* const declared = answers_.plan().page_table(chain_.front());
    const std::span<const mapping::PageCell> cells =
        declared != nullptr ? answers_.plan().page_cells(*declared) : std::span<const mapping::PageCell>();
    std::vector<form::ItemId> done;
    bool is_begun = false; // the column of the cell: the item that it is named for may stand elsewhere
    for (const mapping::PageCell& cell : cells) {
        is_begun &= cell.begins == 0;
        if (std::ranges::find(items_.all(), cell.item) == items_.all().end()) {
            continue;
        }
        done.push_back(cell.item);
        is_declared_ |= &cell == &cells.front();
        if (!is_begun) {
            is_begun = true;
            add_column(cell.begins != 0 ? answers_.plan().text(cell.name) : items_.label_of(cell.item),
                       answers_.plan().text(cell.over), cell.item);
        } else {
            columns_.back().items.push_back(cell.item);
            columns_.back().is_restricted |= answers_.is_restricted(cell.item);
        }
    }
    for (const form::ItemId item : items_.all()) {
        const auto level = std::ranges::find(chain_, answers_.group_of(answers_.form().items()[item]));
        if (level != chain_.end() && !items_.stands_behind_words(item) &&
            std::ranges::find(done, item) == done.end() && is_stated(item, 0, rows_)) {
            add_column(items_.label_of(item), {}, item);
        }
    }
    std::ranges::stable_sort(columns_, {}, &Column::level);
}

bool RowsTable::is_stated(form::ItemId item, std::size_t level, RowSpan rows) const {
    const bool is_here = chain_[level] == answers_.group_of(answers_.form().items()[item]);
    return std::ranges::any_of(rows, [&](const Row* row) {
        return is_here ? answers_.of(*row, item).speaks()
                       : is_stated(item, level + 1, span_of(answers_.record().rows(*row, chain_[level + 1])));
    });
}

bool RowsTable::has_restricted() const {
    return is_restricted_ || std::ranges::any_of(columns_, &Column::is_restricted);
}

// Does the page number the rows? Not if the form does so itself.
bool RowsTable::counts_rows() const {
    return !is_declared_ && std::ranges::none_of(columns_, [&](const Column& column) {
        const form::Item& item = answers_.form().items()[column.items.front()];
        return column.level == 0 && item.group == chain_.front() && item.list == form::none &&
               std::ranges::all_of(rows_, [&](const Row* row) {
                   return answers_.record().value(*row, item).text() ==
                          std::to_string(row_number(answers_, *row));
               });
    });
}

std::string RowsTable::head() const {
    const bool is_double =
        std::ranges::any_of(columns_, [](const Column& each) { return !each.over.empty(); });
    std::string above = !is_counted_ ? ""
                                     : fmt::format("<th role=\"columnheader\" scope=\"col\"{}>番号</th>",
                                                   is_double ? " rowspan=\"2\"" : "");
    std::string below;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const Column& each = columns_[i];
        const bool is_under = !each.over.empty();
        (is_under ? below : above) += fmt::format("<th role=\"columnheader\" scope=\"col\"{}{}>{}{}</th>",
                                                  is_double && !is_under ? " rowspan=\"2\"" : "",
                                                  each.is_restricted ? " class=\"x\""
                                                  : each.is_number   ? " class=\"n\""
                                                                     : "",
                                                  tag_if(each.is_restricted), escaped(each.name));
        if (is_under && (i == 0 || columns_[i - 1].over != each.over)) {
            std::size_t end = i;
            while (end < columns_.size() && columns_[end].over == each.over) {
                ++end;
            }
            above += fmt::format("<th role=\"columnheader\" scope=\"colgroup\" colspan=\"{}\">{}</th>",
                                 end - i, escaped(each.over));
        }
    }
    return fmt::format("<thead role=\"rowgroup\"><tr role=\"row\">{}</tr>{}</thead>", above,
                       is_double ? fmt::format("<tr role=\"row\">{}</tr>", below) : "");
}

// The cells of each line of the row; none if it says nothing.
std::vector<std::string> RowsTable::lines(const Row& row, std::size_t level) const {
    std::vector<std::string> out;
    if (level + 1 < chain_.size()) {
        for (const Row* each : answers_.record().rows(row, chain_[level + 1])) {
            std::ranges::move(lines(*each, level + 1), std::back_inserter(out));
        }
    }
    const bool speaks = std::ranges::any_of(columns_, [&](const Column& column) {
        return column.level == level && std::ranges::any_of(column.items, [&](form::ItemId item) {
                   return answers_.of(row, item).speaks();
               });
    });
    if (out.empty() && !speaks) {
        return out;
    }
    if (out.empty()) {
        out.emplace_back();
        for (const Column& column : columns_) {
            out.front() += column.level > level ? "<td role=\"cell\"></td>" : "";
        }
    }
    for (std::size_t at = 0; at < out.size(); at += most_spanned) {
        const std::size_t spanned = std::min(out.size() - at, most_spanned);
        out[at].insert(
            0, own_cells(row, level, spanned > 1 ? fmt::format(" rowspan=\"{}\"", spanned) : std::string()));
    }
    return out;
}

std::string RowsTable::own_cells(const Row& row, std::size_t level, std::string_view span) const {
    std::string out =
        level > 0 || !is_counted_
            ? std::string()
            : fmt::format("<th role=\"rowheader\" scope=\"row\"{}>{}</th>", span, row_number(answers_, row));
    for (const Column& column : columns_) {
        if (column.level == level) {
            const bool is_head = is_declared_ && &column == &columns_.front();
            out += fmt::format("<{0} role=\"{1}\"{2}{3} data-label=\"{4}\">{5}</{0}>", is_head ? "th" : "td",
                               is_head ? "rowheader" : "cell", span,
                               column.is_restricted ? " class=\"x\""
                               : column.is_number   ? " class=\"n\""
                                                    : "",
                               escaped(column.name), cell_html(answers_, items_, row, column.items));
        }
    }
    return out;
}

std::string RowsTable::html() const {
    std::string body;
    for (const Row* row : rows_) {
        for (const std::string& line : lines(*row, 0)) {
            body += "<tr role=\"row\">" + line + "</tr>\n";
        }
    }
    if (body.empty()) {
        return body;
    }
    const std::string_view group = answers_.form().text(answers_.form().groups()[chain_.front()].name);
    const std::string name = escaped(group);
    const mapping::PageSectionId in = answers_.plan().page_item(columns_.front().items.front()).section;
    const bool is_said =
        in != form::none && group == answers_.plan().text(answers_.plan().page_sections()[in].title);
    const std::string caption = is_said && !is_restricted_ // is not read out twice
                                    ? std::string()
                                    : "<caption>" + tag_if(is_restricted_) + name + "</caption>";
    const bool is_wide = columns_.size() > most_upright;
    return (is_wide ? scroll_begin(name) : std::string()) +
           fmt::format("<table role=\"table\" class=\"{}{}\">{}{}<tbody "
                       "role=\"rowgroup\">\n",
                       is_wide ? "stack ruled dense" : "stack", is_restricted_ ? " x" : "", caption, head()) +
           body + (is_wide ? "</tbody></table></div>\n" : "</tbody></table>\n");
}

} // namespace renkei::html
