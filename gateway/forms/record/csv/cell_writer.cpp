#include "gateway/forms/record/csv/cell_writer.h"

#include "gateway/forms/record/csv/cell_kinds.h"
#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/record/value/losses.h"
#include "generated/messages/conversion.h"

#include <algorithm>
#include <array>

namespace renkei::record {
namespace {

// The value's text; a reason instead of a value is said to be lost.
std::string_view value_text(const OutContext& context, const Row& row, const form::Item& item) {
    const ItemValue& value = context.record.value(row, item);
    if (value.absent != nullptr) {
        add_loss(context.report, context.record, row, item, message::loss_absent_unknown,
                 {std::string(value.absent->reason), std::string(context.syntax)});
    }
    return value.text();
}

void write_one_item(const OutContext& context, const form::Item& item, const Row& row, CellOut& out) {
    out.item = &item;
    if (row.has(item.slot)) {
        append_cell_text(out.text, item, value_text(context, row, item));
        out.quoted = item.type == form::ItemType::text && !out.text.empty();
    }
    if (out.text.empty()) {
        out.text = context.record.form().text(item.none);
    }
}

void write_one(const OutContext& context, const form::Cell& cell, const Row& row, CellOut& out) {
    write_one_item(context, context.record.form().items()[cell.item], row, out);
}

// One digit per item; 0 for an empty item, once any of them has a value.
void write_digits(const OutContext& context, const form::Cell& cell, const Row& row, CellOut& out) {
    const form::Form& form = context.record.form();
    const std::span<const form::CellPart> parts = form.parts(cell);
    out.item = &form.items()[parts[0].item()];
    bool any = false;
    for (const form::CellPart part : parts) {
        const std::string_view digit = value_text(context, row, form.items()[part.item()]);
        any |= !digit.empty();
        out.text += digit.empty() ? "0" : digit;
    }
    if (!any) {
        out.text.clear();
        return;
    }
    for (const form::CellPart part : parts) {
        const form::Item& item = form.items()[part.item()];
        const bool empty = context.record.value(row, item).text().empty();
        if (empty && is_canonical(form, item, "0")) { // otherwise 0 is no value either
            add_loss(context.report, context.record, row, item, message::loss_blank_as_zero,
                     {std::string(context.syntax)});
        }
    }
}

void write_set(const OutContext& context, const form::Cell& cell, const Row& row, CellOut& out) {
    const form::Form& form = context.record.form();
    const form::Item& item = form.items()[cell.item];
    const form::CodeList& list = form.lists()[item.list];
    const std::span<const form::CellPart> parts = form.parts(cell);
    const Rows& rows = context.record.rows(row, item.group);
    out.item = &item;
    if (rows.count == 0 && !is_blank(context.record, context.unmapped, item, row_indices(row))) {
        return;
    }
    out.text.assign(parts.size(), '0');
    for (const Row* code : rows) {
        const std::string_view text = value_text(context, *code, item);
        const auto at = std::ranges::find(parts, form::CellPart(form.row_of_form_code(list, text)));
        if (at != parts.end()) {
            out.text[static_cast<std::size_t>(at - parts.begin())] = '1';
        } else if (!text.empty()) {
            add_loss(context.report, context.record, *code, item, message::loss_not_in_syntax,
                     {std::string(context.syntax)});
        }
    }
}

void write_first_of(const OutContext& context, const form::Cell& cell, const Row& row, CellOut& out) {
    const form::Form& form = context.record.form();
    for (const form::CellPart part : form.parts(cell)) {
        const form::Item& item = form.items()[part.item()];
        if (out.text.empty()) {
            write_one_item(context, item, row, out);
            if (!out.text.empty() && part != form.parts(cell)[0]) {
                // the column does not say which of the items it is: it will be read as the first
                add_loss(context.report, context.record, row, item, message::loss_assumed_slice,
                         {std::string(context.syntax),
                          std::string(form.text(form.items()[form.parts(cell)[0].item()].name))});
            }
        } else if (row.has(item.slot)) {
            add_loss(context.report, context.record, row, item, message::loss_not_in_syntax,
                     {std::string(context.syntax)});
        }
    }
}

void write_ignored(const OutContext&, const form::Cell&, const Row&, CellOut&) {}

using WriteCell = void (*)(const OutContext&, const form::Cell&, const Row&, CellOut&);
struct CellWriting {
    form::CellKind kind;
    WriteCell write;
};
constexpr std::array cell_writings{
    CellWriting{form::CellKind::item, write_one},
    CellWriting{form::CellKind::bits, write_digits},
    CellWriting{form::CellKind::digits, write_digits},
    CellWriting{form::CellKind::set, write_set},
    CellWriting{form::CellKind::first_of, write_first_of},
    CellWriting{form::CellKind::ignored, write_ignored},
};

static_assert(in_order_of_kinds(cell_writings));

} // namespace

void write_cell(const OutContext& context, const form::Cell& cell, const Row& row, CellOut& out) {
    out.text.clear();
    out.item = nullptr;
    out.quoted = false;
    cell_writings[static_cast<std::size_t>(cell.kind)].write(context, cell, row, out);
}

} // namespace renkei::record
