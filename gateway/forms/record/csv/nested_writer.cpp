#include "gateway/forms/record/csv/nested_writer.h"

#include "gateway/forms/record/csv/nested_reader.h"
#include "gateway/forms/record/csv/receiver_text.h"
#include "gateway/forms/record/value/losses.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::record {

NestedWriter::NestedWriter(const Columns& columns, const UnmappedContent& unmapped, text::Encoding encoding,
                           text::Characters characters)
    : columns_(&columns),
      unmapped_(&unmapped),
      encoding_(encoding),
      characters_(characters),
      levels_(levels_of(columns.form())) {}

void NestedWriter::write(const Record& record, std::string& out, diag::Report& report) {
    const OutContext context{record, *unmapped_, record.form().text(columns_->syntax().id), report};
    csv::Writer writer(out, encoding_);
    way_ = {{&record.root(), false}};
    write_below(context, writer);
    add_extra_losses(report, record, *unmapped_, context.syntax);
    add_losses(context, record.root());
}

void NestedWriter::write_below(const OutContext& context, csv::Writer& out) {
    const Row& row = *way_.back().row;
    const std::size_t level = way_.size();
    const bool is_innermost = level == levels_.size() || context.record.rows(row, levels_[level]).count == 0;
    if (is_innermost) {
        return write_line(context, out);
    }
    for (const Row* below : context.record.rows(row, levels_[level])) {
        way_.push_back({below, false});
        write_below(context, out);
        way_.pop_back();
    }
}

void NestedWriter::write_line(const OutContext& context, csv::Writer& out) {
    const form::Form& form = context.record.form();
    diag::Report said_before;
    const OutContext again{context.record, context.unmapped, context.syntax, said_before};
    const std::span<const form::Cell> cells = columns_->cells();
    std::size_t next = 0;
    for (std::uint32_t column = 1; column <= columns_->syntax().columns; ++column) {
        cell_ = {};
        const bool known = next < cells.size() && cells[next].column == column;
        const form::Cell* const cell = known ? &cells[next++] : nullptr;
        const form::Item* const item =
            known && cell->item != form::none ? &form.items()[cell->item] : nullptr;
        const bool is_set = known && cell->kind == form::CellKind::set;
        const auto level =
            static_cast<std::size_t>(item == nullptr ? levels_.end() - levels_.begin()
                                     : is_set        ? std::ssize(levels_) - 1
                                              : std::ranges::find(levels_, item->group) - levels_.begin());
        if (level >= way_.size()) {
            out.cell({}, quote_of(columns_->syntax(), false));
            continue;
        }
        const Step& step = way_[level];
        const std::span<const form::ItemId> keys = form.level_keys(form.groups()[levels_[level]]);
        if (!step.is_written || level == 0 || std::ranges::find(keys, cell->item) != keys.end()) {
            const OutContext& out_context = step.is_written ? again : context;
            write_cell(out_context, *cell, *step.row, cell_);
            if (characters_.are_replaced() && !cell_.text.empty()) {
                write_for_receiver(out_context, *step.row, *cell_.item, characters_, cell_.text);
            }
        }
        const auto replaced = replace_unwritable(columns_->syntax(), cell_.text);
        const auto notes = out.cell(cell_.text, quote_of(columns_->syntax(), cell_.quoted));
        if (!step.is_written) {
            add_encoding_losses(context.report, context.record, *step.row, *item, replaced);
            add_encoding_losses(context.report, context.record, *step.row, *item, notes);
        }
    }
    out.end_record();
    for (Step& step : way_) {
        step.is_written = true;
    }
}

// Items and groups that no column of this syntax holds.
void NestedWriter::add_losses(const OutContext& context, const Row& row) const {
    const form::Form& form = context.record.form();
    for (const form::ItemId i : form.items().ids()) {
        const form::Item& item = form.items()[i];
        if (item.group == row.group && row.has(item.slot) && !columns_->has_item(i)) {
            add_loss(context.report, context.record, row, item, diag::message::loss_not_in_syntax,
                     {std::string(context.syntax)});
        }
    }
    for (const form::GroupId g : form.groups().ids(1)) {
        if (form.groups()[g].parent == row.group && !unmapped_->is_unmapped_content(g)) {
            for (const Row* below : context.record.rows(row, g)) {
                add_losses(context, *below);
            }
        }
    }
    if (row.parent == nullptr && unmapped_->carried != form::none) {
        for (const Row* carried : context.record.rows(row, unmapped_->carried)) {
            add_loss(context.report, context.record, *carried, form.items()[unmapped_->carried_pointer],
                     diag::message::loss_not_in_syntax, {std::string(context.syntax)});
        }
    }
}

} // namespace renkei::record
