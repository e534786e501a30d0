#include "gateway/forms/record/csv/wide_writer.h"

#include "gateway/forms/record/csv/receiver_text.h"
#include "gateway/forms/record/value/losses.h"
#include "generated/messages/conversion.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace renkei::record {
namespace {

// The place from 0 that the row asks for, or the next one.
std::uint32_t wanted_place(const Record& record, const Row& row, form::ItemId counter, std::uint32_t next) {
    const std::string_view text =
        counter == form::none ? std::string_view{} : record.value(row, record.form().items()[counter]).text();
    constexpr std::uint32_t widest = 0xFFFF; // a place may come from anywhere
    std::uint32_t place = 0;
    const auto [stop, wrong] = std::from_chars(text.data(), text.data() + text.size(), place);
    return wrong == std::errc{} && place > 0 ? std::min(place - 1, widest) : next;
}

} // namespace

void WideWriter::write(const Record& record, std::string& out, diag::Report& report) {
    const OutContext context{record, *unmapped_, record.form().text(columns_->syntax().id), report};
    place_rows(record, report);
    find_carried(record, report);
    std::uint32_t width = columns_->syntax().columns;
    for (const Carried& each : carried_) {
        width = std::max(width, each.column);
    }
    csv::Writer writer(out, encoding_);
    const std::span<const form::Cell> cells = columns_->cells();
    std::size_t next = 0;
    for (std::uint32_t column = 1; column <= width; ++column) {
        const bool known = next < cells.size() && cells[next].column == column;
        if (!known || cells[next].kind == form::CellKind::ignored) {
            next += known ? 1 : 0;
            write_carried(context, column, writer);
            continue;
        }
        const std::uint16_t slot = columns_->slot_of(next);
        const Row* const row = slot == no_slot ? &record.root() : rows_[slot];
        if (row == nullptr) {
            writer.cell({}, quote_of(columns_->syntax(), false));
        } else {
            write_cell(context, cells[next], *row, cell_);
            if (characters_.are_replaced() && !cell_.text.empty()) {
                write_for_receiver(context, *row, *cell_.item, characters_, cell_.text);
            }
            if (const auto replaced = replace_unwritable(columns_->syntax(), cell_.text); !replaced.empty()) {
                add_encoding_losses(report, record, *row, *cell_.item, replaced);
            }
            const auto notes = writer.cell(cell_.text, quote_of(columns_->syntax(), cell_.quoted));
            if (!notes.empty()) {
                add_encoding_losses(report, record, *row, *cell_.item, notes);
            }
        }
        ++next;
    }
    writer.end_record();
    add_losses(context);
}

void WideWriter::place_rows(const Record& record, diag::Report& report) {
    std::fill(rows_.begin(), rows_.end(), nullptr);
    const form::Form& form = record.form();
    for (const RepeatedColumns& repeated : columns_->repeated_columns()) {
        const Rows& rows = record.rows(record.root(), repeated.group);
        std::uint32_t next = 0;
        bool fits = true;
        for (const Row* row : rows) {
            const std::uint32_t wanted = wanted_place(record, *row, repeated.counter, next);
            const std::uint32_t place = std::max(wanted, next);
            if (place != wanted) {
                add_loss(report, record, *row, form.items()[repeated.counter], diag::message::loss_row_moved,
                         {std::to_string(wanted + 1), std::to_string(place + 1)});
            }
            next = place + 1;
            fits &= place < repeated.width;
            if (place < repeated.width) {
                rows_[repeated.first_slot + place] = row;
            }
        }
        if (!fits) {
            diag::Finding& finding =
                report.add(diag::message::loss_row_overflow, {},
                           {std::to_string(std::max(next, rows.count)), std::to_string(repeated.width)});
            finding.item = form.text(form.groups()[repeated.group].id);
            finding.name = form.text(form.groups()[repeated.group].name);
        }
    }
}

void WideWriter::find_carried(const Record& record, diag::Report& report) {
    constexpr std::uint32_t widest = 0xFFFF; // a carried column may come from anywhere
    carried_.clear();
    if (unmapped_->carried == form::none) {
        return;
    }
    std::set<std::uint32_t> taken;
    for (const Row* row : record.rows(record.root(), unmapped_->carried)) {
        const std::string_view pointer =
            record.value(*row, record.form().items()[unmapped_->carried_pointer]).text();
        const std::uint32_t column = column_of_pointer(pointer);
        const form::Cell* const known = columns_->cell_at(column);
        const bool is_free = column != 0 && column <= widest && columns_->syntax().has_header == 0 &&
                             (known == nullptr || known->kind == form::CellKind::ignored) &&
                             taken.insert(column).second;
        if (is_free) {
            carried_.push_back({column, row});
        } else {
            add_loss(report, record, *row, record.form().items()[unmapped_->carried_pointer],
                     diag::message::loss_not_in_syntax,
                     {std::string(record.form().text(columns_->syntax().id))});
        }
    }
    std::ranges::sort(carried_, {}, &Carried::column);
}

void WideWriter::write_carried(const OutContext& context, std::uint32_t column, csv::Writer& writer) {
    const auto found = std::ranges::lower_bound(carried_, column, {}, &Carried::column);
    if (found == carried_.end() || found->column != column) {
        writer.cell({}, quote_of(columns_->syntax(), false));
        return;
    }
    const form::Item& item = context.record.form().items()[unmapped_->carried_value];
    std::string text(context.record.value(*found->row, item).text());
    if (characters_.are_replaced()) {
        write_for_receiver(context, *found->row, item, characters_, text);
    }
    add_encoding_losses(context.report, context.record, *found->row, item,
                        replace_unwritable(columns_->syntax(), text));
    const auto notes = writer.cell(text, quote_of(columns_->syntax(), false));
    add_encoding_losses(context.report, context.record, *found->row, item, notes);
}

// An item that the syntax gives by itself: reading the line brings the same value back.
bool WideWriter::comes_back(const Record& record, const form::Item& item, form::ItemId id) const {
    const form::Form& form = record.form();
    const std::string_view value = record.value(record.root(), item).text();
    for (const form::Implied& implied : form.implied(columns_->syntax())) {
        if (implied.item == id && implied.count_group == form::none) {
            const bool is_copy = implied.from != form::none;
            return value == (is_copy ? record.value(record.root(), form.items()[implied.from]).text()
                                     : form.text(implied.value));
        }
    }
    return false;
}

void WideWriter::add_losses(const OutContext& context) const {
    const Record& record = context.record;
    const form::Form& form = record.form();
    add_extra_losses(context.report, record, *unmapped_, context.syntax);
    if (columns_->has_all_items() && form.implied(columns_->syntax()).empty()) {
        return;
    }
    for (const form::ItemId i : form.items().ids()) {
        const form::Item& item = form.items()[i];
        const bool lost = item.group == form::document_group && record.root().has(item.slot) &&
                          !columns_->has_item(i) && !comes_back(record, item, i);
        if (lost) {
            add_loss(context.report, record, record.root(), item, diag::message::loss_not_in_syntax,
                     {std::string(context.syntax)});
        }
    }
    for (const form::GroupId g : form.groups().ids(1)) {
        if (form.groups()[g].parent == form::document_group && !unmapped_->is_unmapped_content(g)) {
            add_group_losses(context, g);
        }
    }
}

// Rows in a group of repeated columns: the items without a column. Other rows: everything, unless a column of
// bits holds them.
void WideWriter::add_group_losses(const OutContext& context, form::GroupId group) const {
    const form::Form& form = context.record.form();
    const auto repeated = std::ranges::find(columns_->repeated_columns(), group, &RepeatedColumns::group);
    const bool in_strip = repeated != columns_->repeated_columns().end();
    for (const Row* row : context.record.rows(context.record.root(), group)) {
        for (const form::ItemId i : form.items().ids()) {
            const form::Item& item = form.items()[i];
            const bool has_column = columns_->has_item(i) || (in_strip && repeated->counter == i);
            if (item.group == group && row->has(item.slot) && !has_column) {
                add_loss(context.report, context.record, *row, item, diag::message::loss_not_in_syntax,
                         {std::string(context.syntax)});
            }
        }
        add_losses_below(context.report, context.record, *unmapped_, *row, context.syntax);
    }
}

} // namespace renkei::record
