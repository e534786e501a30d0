#include "gateway/forms/record/csv/width_finding.h"

#include "gateway/core/text/utf8.h"
#include "gateway/forms/record/value/lexical.h"
#include "generated/messages/forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace renkei::record {
namespace {

constexpr std::uint32_t most_shifted = 8;
constexpr std::uint32_t most_examined = 100; // a program makes the same mistake in each record
constexpr int few_of = 5;                    // of so many values one may still contradict its column

// The number of columns that is nearest to the one found: all, or those without the extension items.
std::uint32_t nearest_width(const form::Syntax& syntax, std::size_t found) {
    const std::size_t all = syntax.columns;
    const std::size_t standard = syntax.standard == 0 ? all : syntax.standard;
    const auto distance = [&](std::size_t width) { return width > found ? width - found : found - width; };
    return static_cast<std::uint32_t>(distance(standard) < distance(all) ? standard : all);
}

const form::Item* item_of(const form::Form& form, const form::Cell& cell) {
    return cell.kind == form::CellKind::item ? &form.items()[cell.item] : nullptr;
}

// "20", or "20–23"
std::string between(const std::string& first, const std::string& last) {
    return first == last ? first : fmt::format("{}–{}", first, last);
}

} // namespace

diag::Finding WidthFinding::of(const csv::Record& record) {
    const form::Syntax& syntax = columns_->syntax();
    const auto found = static_cast<std::uint32_t>(record.cells.size());
    const std::uint32_t right = nearest_width(syntax, found);
    const bool is_surplus = found > right;
    const bool has_standard = syntax.standard != 0 && syntax.standard != syntax.columns;
    std::vector<std::string> args{std::to_string(found), std::to_string(syntax.columns),
                                  has_standard ? std::to_string(syntax.standard) : "",
                                  std::string(columns_->form().version())};
    const std::optional<InPlace> kept = in_place(record, right);
    if (!kept) {
        return is_surplus
                   ? diag::finding(message::columns_surplus, csv::where(record, right + 1), std::move(args))
                   : diag::finding(message::columns_wrong, csv::where(record, std::max(found, 1U)),
                                   std::move(args));
    }
    const std::uint32_t first = kept->least + 1;
    const std::uint32_t last = std::min(kept->most + 1, right);
    args.push_back(std::to_string(is_surplus ? found - right : right - found));
    args.push_back(between(std::to_string(first), std::to_string(last)));
    args.push_back(between(name_of(first), name_of(last)));
    return diag::finding(is_surplus ? message::columns_surplus_at : message::columns_missing_at,
                         csv::where(record, std::min(first, found)), std::move(args));
}

// Cells before some place stand in their columns, those behind it all as many columns too far left or right.
// That place is where the fewest values contradict their columns; several may be equally good. None: the
// columns at the end are missing or too many, or the values do not say.
std::optional<WidthFinding::InPlace> WidthFinding::in_place(const csv::Record& record, std::uint32_t right) {
    constexpr std::size_t enough = 2; // a single value that contradicts its column may just be wrong
    const auto found = static_cast<std::uint32_t>(record.cells.size());
    const std::uint32_t size = std::min(found, right);
    const std::uint32_t shift = std::max(found, right) - size;
    if (shift > most_shifted || examined_ == most_examined) {
        return std::nullopt;
    }
    ++examined_;
    std::size_t contradicting = 0; // with all cells behind the place
    for (std::uint32_t i = 0; i < size; ++i) {
        const std::uint32_t cell = found > right ? i + shift : i;
        const std::uint32_t column = found > right ? i : i + shift;
        contradicting += fits(record.cells[cell].text, column + 1) ? 0U : 1U;
    }
    InPlace best{0, 0};
    std::size_t fewest = contradicting;
    for (std::uint32_t i = 0; i < size; ++i) { // cell i goes to those before the place
        const std::uint32_t cell = found > right ? i + shift : i;
        const std::uint32_t column = found > right ? i : i + shift;
        contradicting -= fits(record.cells[cell].text, column + 1) ? 0U : 1U;
        contradicting += fits(record.cells[i].text, i + 1) ? 0U : 1U;
        if (contradicting < fewest) {
            best.least = i + 1;
        }
        if (contradicting <= fewest) {
            best.most = i + 1;
            fewest = contradicting;
        }
    }
    const auto filled = static_cast<std::size_t>(
        std::ranges::count_if(record.cells, [](const csv::Cell& cell) { return !cell.text.empty(); }));
    const bool is_explained = contradicting >= fewest + enough && fewest * std::size_t{few_of} <= filled;
    return best.most == size || !is_explained ? std::nullopt : std::optional(best);
}

WidthFinding::Contradictions WidthFinding::contradictions(const csv::Record& record) {
    Contradictions out;
    int sums[3] = {0, 0, 0};
    const auto add = [&] {
        out.in_place.push_back(sums[0]);
        out.empty.push_back(sums[1]);
        out.filled.push_back(sums[2]);
    };
    add();
    for (std::uint32_t i = 0; i < record.cells.size(); ++i) {
        sums[0] += fits(record.cells[i].text, i + 1) ? 0 : 1;
        sums[1] += fits({}, i + 1) ? 0 : 1;
        sums[2] += record.cells[i].text.empty() ? 0 : 1;
        add();
    }
    return out;
}

// Columns before `first` and from the other end on have their cells. Between them stand the shifted ones; at
// one end of these lie columns without a cell, at the other one cells without a column.
void WidthFinding::find_shift(const csv::Record& record, const Contradictions& all, std::uint32_t columns,
                              bool is_surplus, BestShift& best) {
    const auto size = static_cast<std::uint32_t>(record.cells.size());
    const std::vector<int>& at_first = is_surplus ? all.filled : all.empty;
    const std::vector<int>& at_last = is_surplus ? all.empty : all.filled;
    int moved = 0; // contradictions of the columns before `i`, if they were shifted
    int fewest = std::numeric_limits<int>::max(); // with `first`, without those of the shifted columns
    std::uint32_t first = 0;
    std::uint32_t last = 0; // of the places that are equally good
    for (std::uint32_t i = 0; i + columns <= size; ++i) {
        const int before = all.in_place[i] + at_first[i + columns] - at_first[i] - moved;
        if (before < fewest) {
            fewest = before;
            first = i;
        }
        last = before == fewest ? i : last;
        const int behind = all.in_place[size] - all.in_place[i + columns];
        const int sum = fewest + moved + at_last[i + columns] - at_last[i] + behind;
        if (i > first && sum < best.contradicting) {
            best = {sum, {first, std::min(last, i - 1), is_surplus ? i : i + columns, columns, is_surplus}};
        }
        if (i + columns < size) {
            const std::uint32_t cell = is_surplus ? i + columns : i;
            const std::uint32_t column = is_surplus ? i : i + columns;
            moved += fits(record.cells[cell].text, column + 1) ? 0 : 1;
        }
    }
}

std::optional<diag::Finding> WidthFinding::shifted(const csv::Record& record) {
    // Values that contradict their columns only where they stand. Single wrong codes may stand better in
    // other columns, too; of shifted values nearly all do.
    constexpr int enough = 3;
    if (record.cells.size() > columns_->syntax().columns || examined_ == most_examined) {
        return std::nullopt;
    }
    ++examined_;
    const Contradictions all = contradictions(record);
    const int in_place = all.in_place.back();
    BestShift best{in_place, {}};
    for (std::uint32_t columns = 1; columns <= most_shifted && columns < record.cells.size(); ++columns) {
        find_shift(record, all, columns, true, best);
        find_shift(record, all, columns, false, best);
    }
    if (in_place < best.contradicting + enough || best.contradicting * few_of > in_place + 1) {
        return std::nullopt;
    }
    const Shift& found = best.shift;
    return diag::finding(found.is_surplus ? message::columns_shifted_right : message::columns_shifted_left,
                         csv::where(record, found.first + 1),
                         {std::to_string(found.columns),
                          between(std::to_string(found.first + 1), std::to_string(found.last_first + 1)),
                          between(name_of(found.first + 1), name_of(found.last_first + 1)),
                          std::to_string(found.behind)});
}

void WidthFinding::append(const csv::Record& record, const diag::Report& found, diag::Report& report) {
    if (found.at_least(diag::Severity::error)) {
        if (std::optional<diag::Finding> shift = shifted(record)) {
            report.add(*std::move(shift));
        }
    }
    report.append(found);
}

// May the text stand in the column?
bool WidthFinding::fits(std::string_view text, std::uint32_t column) {
    const form::Form& form = columns_->form();
    const form::Cell& cell = columns_->cells()[column - 1];
    const form::Item* const item = item_of(form, cell);
    if (item == nullptr) {
        const bool is_of_digits = cell.kind == form::CellKind::bits || cell.kind == form::CellKind::digits ||
                                  cell.kind == form::CellKind::set;
        return text.empty() || !is_of_digits || text.size() == cell.parts;
    }
    if (text.empty()) {
        return !item->is(form::required) || cell.row != form::no_row;
    }
    if (patterns_.empty()) {
        for (const form::Cell& each : columns_->cells()) {
            const form::Item* const its = item_of(form, each);
            const std::string_view pattern = its == nullptr ? "" : pattern_of(form, *its);
            patterns_.push_back(pattern.empty() ? std::nullopt : std::optional<form::TextPattern>(pattern));
        }
    }
    arena_.reset();
    const LexicalResult reading =
        read_value(form, *item, {text, SourceType::cell}, ReadMode::lenient, arena_);
    const std::optional<form::TextPattern>& pattern = patterns_[column - 1];
    return !reading.text.empty() && (!pattern || pattern->matches(reading.text)) &&
           (item->literal.empty() || form.text(item->literal) == reading.text) &&
           (item->max_length == 0 || text::count_code_points(reading.text) <= item->max_length);
}

std::string WidthFinding::name_of(std::uint32_t column) const {
    const form::Form& form = columns_->form();
    const form::Cell& cell = columns_->cells()[column - 1];
    const form::Item* const item = item_of(form, cell);
    return std::string(form.text(item == nullptr ? cell.name : item->name));
}

} // namespace renkei::record
