#include "gateway/forms/record/csv/cell_reader.h"

#include "gateway/forms/record/csv/cell_kinds.h"
#include "gateway/forms/record/value/spreadsheet.h"
#include "generated/messages/conversion.h"
#include "generated/messages/forms.h"

#include <array>

namespace renkei::record {
namespace {

const csv::Cell& source_cell(const CellContext& context, std::uint32_t column) {
    return context.source.cells[column - 1];
}

void add(const CellContext& context, std::uint32_t column, diag::Finding finding) {
    finding.where = csv::where(context.source, column);
    context.report.add(std::move(finding));
}

// A finding about a column of several items.
void add_about_column(const CellContext& context, const form::Cell& cell, diag::Message message,
                      std::vector<std::string> args) {
    diag::Finding finding = diag::finding(message, {}, std::move(args));
    finding.name = context.record.form().text(cell.name);
    finding.value = source_cell(context, cell.column).text;
    add(context, cell.column, std::move(finding));
}

std::span<const form::CellPart> parts(const CellContext& context, const form::Cell& cell) {
    return context.record.form().parts(cell);
}

bool has_digits(const CellContext& context, const form::Cell& cell) {
    const std::string_view text = source_cell(context, cell.column).text;
    if (text.size() == cell.parts) {
        return true;
    }
    add_about_column(
        context, cell, diag::message::cell_digits_wrong,
        with_traces({std::to_string(cell.column), std::to_string(cell.parts), std::to_string(text.size())},
                    text, [&](std::string_view all) { return all.size() == cell.parts; }));
    return false;
}

void read_item(const CellContext& context, std::uint32_t column, const form::Item& item, Row& row,
               std::string_view text) {
    context.record.set(row, item, read_text(context, column, item, text),
                       static_cast<std::uint32_t>(source_cell(context, column).offset));
}

void read_one(const CellContext& context, const form::Cell& cell, Row& row) {
    read_item(context, cell.column, context.record.form().items()[cell.item], row,
              source_cell(context, cell.column).text);
}

// One digit per item. 0 where 0 is no value of the item means that nothing is stated.
void read_digits(const CellContext& context, const form::Cell& cell, Row& row) {
    if (!has_digits(context, cell)) {
        return;
    }
    const form::Form& form = context.record.form();
    const std::string_view text = source_cell(context, cell.column).text;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const form::Item& item = form.items()[parts(context, cell)[i].item()];
        const std::string_view digit = text.substr(i, 1);
        if (digit != "0" || is_canonical(form, item, digit)) {
            read_item(context, cell.column, item, row, digit);
        }
    }
}

// One bit per code. No bit at all: the box was shown and left blank.
void read_set(const CellContext& context, const form::Cell& cell, Row& row) {
    const std::string_view text = source_cell(context, cell.column).text;
    if (!has_digits(context, cell)) {
        return;
    }
    if (text.find_first_not_of("01") != std::string_view::npos) {
        add_about_column(context, cell, diag::message::cell_no_bits,
                         {std::to_string(cell.column), std::string(text)});
        return;
    }
    const form::Form& form = context.record.form();
    const form::Item& item = form.items()[cell.item];
    const base::IdView<form::CodeRowId, form::CodeRow> codes = form.rows(form.lists()[item.list]);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '1') {
            Row& code = context.record.add_row(row, item.group);
            context.record.set(code, item, form.text(codes[parts(context, cell)[i].code_row()].form),
                               static_cast<std::uint32_t>(source_cell(context, cell.column).offset));
        }
    }
    if (text.find('1') == std::string_view::npos && context.unmapped.blank != form::none) {
        mark_blank(context.record, context.unmapped, item, row_indices(row));
    }
}

void read_first_of(const CellContext& context, const form::Cell& cell, Row& row) {
    const form::Item& item = context.record.form().items()[parts(context, cell)[0].item()];
    read_item(context, cell.column, item, row, source_cell(context, cell.column).text);
}

// A column that no item knows: its text is kept.
void read_ignored(const CellContext& context, const form::Cell& cell, Row&) {
    const csv::Cell& source = source_cell(context, cell.column);
    const std::string pointer = column_pointer(cell.column);
    if (context.unmapped.carried == form::none) {
        add_about_column(context, cell, diag::message::loss_unmapped, {pointer});
        return;
    }
    carry(context.record, context.unmapped, pointer, source.text, static_cast<std::uint32_t>(source.offset));
    add_about_column(context, cell, diag::message::loss_carried, {pointer});
}

using ReadCell = void (*)(const CellContext&, const form::Cell&, Row&);
struct CellReading {
    form::CellKind kind;
    ReadCell read;
};
constexpr std::array cell_readings{
    CellReading{form::CellKind::item, read_one},          CellReading{form::CellKind::bits, read_digits},
    CellReading{form::CellKind::digits, read_digits},     CellReading{form::CellKind::set, read_set},
    CellReading{form::CellKind::first_of, read_first_of}, CellReading{form::CellKind::ignored, read_ignored},
};

static_assert(in_order_of_kinds(cell_readings));

} // namespace

std::string_view read_text(const CellContext& context, std::uint32_t column, const form::Item& item,
                           std::string_view text) {
    const std::string_view none_text = context.record.form().text(item.none);
    if (!none_text.empty() && text == none_text) {
        return {};
    }
    base::Arena& arena = context.record.arena();
    LexicalResult reading =
        read_value(context.record.form(), item, {text, SourceType::cell}, context.read_mode, arena);
    if (reading.finding) {
        add(context, column, *std::move(reading.finding));
    }
    return reading.text.data() == text.data() ? arena.keep(reading.text) : reading.text;
}

void read_empty(const CellContext& context, const form::Cell& cell) {
    if (cell.kind != form::CellKind::item) {
        return;
    }
    const form::Form& form = context.record.form();
    const form::Item& item = form.items()[cell.item];
    if (const std::string_view none_text = form.text(item.none); !none_text.empty()) {
        const bool is_lenient = context.read_mode == ReadMode::lenient;
        add(context, cell.column,
            is_lenient
                ? about_item(form, item, diag::message::loss_normalised, {"\"\"", std::string(none_text)})
                : about_item(form, item, diag::message::cell_empty_not_none, {std::string(none_text)}));
    }
}

void read_cell(const CellContext& context, const form::Cell& cell, Row& row) {
    if (cell.column > context.source.cells.size()) {
        return;
    }
    if (source_cell(context, cell.column).text.empty()) {
        read_empty(context, cell);
    } else {
        cell_readings[static_cast<std::size_t>(cell.kind)].read(context, cell, row);
    }
}

} // namespace renkei::record
