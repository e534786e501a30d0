#include "gateway/forms/record/csv/wide_reader.h"

#include "gateway/forms/record/value/version.h"
#include "generated/messages/conversion.h"
#include "generated/messages/forms.h"

#include <algorithm>

namespace renkei::record {
namespace {

bool is_filled(const csv::Record& source, const form::Cell& cell) {
    return cell.column <= source.cells.size() && !is_only_space(source.cells[cell.column - 1].text);
}

} // namespace

void WideReader::read(const csv::Record& source, Record& record, diag::Report& report) {
    diag::Report found;
    const CellContext context{source, record, *unmapped_, read_mode_, found};
    if (!has_width(context)) {
        report.append(found);
        return;
    }
    make_rows(source, record);
    const std::span<const form::Cell> cells = columns_->cells();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::uint16_t slot = columns_->slot_of(i);
        Row* const row = slot == no_slot ? &record.root() : rows_[slot];
        if (row != nullptr) {
            read_cell(context, cells[i], *row);
        }
    }
    add_implied(record, columns_->syntax());
    read_surplus(context);
    width_finding_.append(source, found, report);
}

// With another number of columns no value is in its place, so only the wrong number is reported.
bool WideReader::has_width(const CellContext& context) {
    const std::size_t found = context.source.cells.size();
    const form::Syntax& syntax = columns_->syntax();
    if (found == syntax.columns || (found > syntax.columns && may_carry(context))) {
        return true;
    }
    if (found != syntax.standard) {
        context.report.add(width_finding_.of(context.source));
        return false;
    }
    context.report.add(diag::message::columns_short, csv::where(context.source, syntax.standard),
                       {std::to_string(syntax.standard), std::to_string(syntax.columns)});
    return true;
}

// May surplus columns be carried? They are kept in lenient mode and for a newer version; else they are wrong.
bool WideReader::may_carry(const CellContext& context) const {
    if (unmapped_->carried == form::none || columns_->syntax().has_header != 0) {
        return false;
    }
    const form::Form& form = columns_->form();
    const std::uint32_t column =
        form.about().version_item == form::none ? 0 : columns_->column_of(form.about().version_item, 0);
    const std::string_view version = column == 0 ? std::string_view{} : context.source.cells[column - 1].text;
    return read_mode_ == ReadMode::lenient || age_of_version(form, version) == VersionAge::newer;
}

// Rows of repeated columns in the order of their places; a row after a gap gets its place from 1.
void WideReader::make_rows(const csv::Record& source, Record& record) {
    std::fill(rows_.begin(), rows_.end(), nullptr);
    Row* const filled = &record.root(); // any row: marks the slot
    const std::span<const form::Cell> cells = columns_->cells();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (columns_->slot_of(i) != no_slot && is_filled(source, cells[i])) {
            rows_[columns_->slot_of(i)] = filled;
        }
    }
    const form::Form& form = record.form();
    for (const RepeatedColumns& repeated : columns_->repeated_columns()) {
        std::uint32_t expected = 0;
        for (std::uint16_t place = 0; place < repeated.width; ++place) {
            Row*& row = rows_[static_cast<std::size_t>(repeated.first_slot) + place];
            if (row == nullptr) {
                continue;
            }
            row = &record.add_row(record.root(), repeated.group);
            const bool is_counter_given =
                repeated.counter != form::none && columns_->is_given(repeated.counter);
            if (repeated.counter != form::none && (is_counter_given || place != expected)) {
                record.set(*row, form.items()[repeated.counter],
                           record.arena().keep(std::to_string(place + 1)));
            }
            expected = place + 1U;
        }
    }
}

void WideReader::read_surplus(const CellContext& context) const {
    const form::Syntax& syntax = columns_->syntax();
    const std::span<const csv::Cell> cells = context.source.cells;
    if (cells.size() <= syntax.columns) {
        return;
    }
    const bool all_empty = std::all_of(cells.begin() + syntax.columns, cells.end(),
                                       [](const csv::Cell& cell) { return cell.text.empty(); });
    if (all_empty) {
        context.report.add(diag::message::columns_empty, csv::where(context.source, syntax.columns + 1U),
                           {std::to_string(cells.size() - syntax.columns), std::to_string(syntax.columns)});
    }
    for (std::uint32_t column = syntax.columns + 1U; column <= cells.size(); ++column) {
        const csv::Cell& cell = cells[column - 1];
        if (!cell.text.empty()) {
            const std::string pointer = column_pointer(column);
            carry(context.record, *unmapped_, pointer, cell.text, static_cast<std::uint32_t>(cell.offset));
            context.report.add(diag::message::loss_carried, csv::where(context.source, column), {pointer})
                .value = cell.text;
        }
    }
}

void add_implied(Record& record, const form::Syntax& syntax) {
    const form::Form& form = record.form();
    for (const form::Implied& implied : form.implied(syntax)) {
        const form::Item& item = form.items()[implied.item];
        if (implied.count_group != form::none || record.root().has(item.slot)) {
            continue;
        }
        const bool is_copy = implied.from != form::none;
        record.set(record.root(), item,
                   is_copy ? record.value(record.root(), form.items()[implied.from]).text()
                           : form.text(implied.value));
    }
}

} // namespace renkei::record
