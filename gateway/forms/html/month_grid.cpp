#include "gateway/core/time/date.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/grids.h"
#include "gateway/forms/html/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <unordered_map>

namespace renkei::html {
namespace {

using record::Row;
using time::Date;

constexpr std::array<std::string_view, 7> weekdays{"日", "月", "火", "水", "木", "金", "土"};
constexpr unsigned longest = 31;

struct Line {
    std::string head;                    // what its rows say beside day and count
    std::array<std::string, 32> boxes{}; // by the day of the month
    long long total = 0;
    bool is_counted = true; // each count is a number
};

} // namespace

MonthDays::MonthDays(const Date& month)
    : month_(month),
      last_(month.month == 0 ? longest : time::days_in_month(month.year, month.month)),
      has_names_(month.month != 0) {
    if (has_names_) {
        const Date first{.year = month.year, .month = month.month, .day = 1};
        first_ = std::chrono::weekday(first.first_day()).c_encoding();
    }
}

std::string MonthDays::text() const {
    return has_names_ ? fmt::format("{}年{}月", month_.year, static_cast<unsigned>(month_.month))
                      : std::string();
}

bool MonthDays::is_weekend(unsigned day) const {
    const unsigned weekday = (first_ + day - 1) % weekdays.size();
    return has_names_ && (weekday == 0 || weekday + 1 == weekdays.size());
}

std::string MonthDays::begin_table(std::string_view name, std::string_view columns,
                                   bool is_restricted) const {
    std::string days;
    std::string names;
    for (unsigned day = 1; day <= last_; ++day) {
        days += fmt::format("<th scope=\"col\"{}>{}</th>", is_weekend(day) ? " class=\"off\"" : "", day);
        names += cell(day, has_names_ ? weekdays[(first_ + day - 1) % weekdays.size()] : std::string_view());
    }
    return scroll_begin(name, is_restricted) +
           fmt::format("<table class=\"month\"><caption>{}{}　{}</caption><thead><tr>{}{}<th scope=\"col\" "
                       "rowspan=\"2\">合計</th></tr><tr>{}</tr></thead>",
                       tag_if(is_restricted), name, text(), columns, days, names);
}

std::string MonthDays::cell(unsigned day, std::string_view html, bool differs) const {
    return fmt::format("<td{}>{}</td>",
                       differs           ? " class=\"ne\""
                       : is_weekend(day) ? " class=\"off\""
                                         : "",
                       html);
}

Grid month_grid(const Answers& answers, const SectionItems& items, const mapping::PageTable& table,
                RowSpan rows) {
    const form::Form& form = answers.form();
    const form::ItemId date = table.places[0];
    const form::ItemId count = table.places[1];
    Grid out;
    if (date == form::none || count == form::none || !answers.shows(date) || !answers.shows(count)) {
        out.rest.assign(rows.begin(), rows.end());
        return out;
    }
    std::vector<form::ItemId> of; // what stands before the days, in the mapping's order
    const std::span<const mapping::PageCell> cells = answers.plan().page_cells(table);
    for (const mapping::PageCell& cell : cells) {
        if (std::ranges::find(items.all(), cell.item) != items.all().end()) {
            of.push_back(cell.item);
        }
    }
    for (const form::ItemId item : items.all()) {
        if (answers.group_of(form.items()[item]) == table.rows) {
            out.has_restricted |= answers.is_restricted(item);
            if (item != date && item != count && !items.stands_behind_words(item) &&
                std::ranges::find(of, item) == of.end()) {
                of.push_back(item);
            }
        }
    }
    std::optional<Date> month;
    std::vector<Line> lines;
    std::unordered_map<std::string, std::size_t> line_by_head; // there may be thousands
    for (Row* const row : rows) {
        const std::optional<Date> day =
            time::parse_date(answers.record().value(*row, form.items()[date]).text());
        const Answer answer = answers.of(*row, count);
        month = month || !day || !day->is_whole() ? month : day;
        if (!day || !day->is_whole() || !answer.speaks() || day->year != month->year ||
            day->month != month->month) {
            out.rest.push_back(row);
            continue;
        }
        std::string head = cell_html(answers, items, *row, of);
        const auto [known, is_new] = line_by_head.try_emplace(head, lines.size());
        if (is_new) {
            lines.push_back({.head = std::move(head)});
        }
        Line& line = lines[known->second];
        const std::string_view text = answers.record().value(*row, form.items()[count]).text();
        int number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        line.is_counted &= error == std::errc() && end == text.data() + text.size();
        line.total += number;
        std::string& box = line.boxes[day->day];
        box += (box.empty() ? "" : "・") + (text.empty() ? answer.html : isolated(text));
    }
    if (lines.empty()) {
        return out;
    }
    const MonthDays days(*month);
    out.html = days.begin_table(escaped(form.text(form.groups()[table.rows].name)),
                                fmt::format("<th scope=\"col\" rowspan=\"2\">{}</th>",
                                            escaped(cells.empty() ? items.label_of(count)
                                                                  : answers.plan().text(cells.front().name))),
                                out.has_restricted) +
               "<tbody>\n";
    for (const Line& line : lines) {
        out.html += fmt::format("<tr><th scope=\"row\">{}</th>", line.head);
        for (unsigned day = 1; day <= days.last(); ++day) {
            out.html += days.cell(day, line.boxes[day]);
        }
        out.html += fmt::format("<td class=\"tot\">{}</td></tr>\n",
                                line.is_counted ? std::to_string(line.total) : "―");
    }
    out.html += "</tbody></table></div>\n";
    return out;
}

} // namespace renkei::html
