#include "gateway/forms/record/csv/header_line.h"

#include "gateway/core/csv/writer.h"
#include "gateway/forms/form/form_title.h"
#include "generated/messages/forms.h"
#include "generated/messages/versions.h"

#include <algorithm>

namespace renkei::record {
namespace {

// Where a name stands in the line, from 1; 0: nowhere before `end`.
std::uint32_t place_in(const csv::Record& line, std::size_t end, std::string_view name) {
    const auto last = line.cells.begin() + static_cast<std::ptrdiff_t>(end);
    const auto found = std::ranges::find(line.cells.begin(), last, name, &csv::Cell::text);
    return found == last ? 0 : static_cast<std::uint32_t>(found - line.cells.begin()) + 1;
}

const form::Cell* column_named(const form::Form& form, const form::Syntax& syntax, std::string_view name) {
    const std::span<const form::Cell> cells = form.cells(syntax);
    const auto found = std::ranges::find_if(
        cells, [&](const form::Cell& cell) { return !name.empty() && form.text(cell.head) == name; });
    return found == cells.end() ? nullptr : &*found;
}

// What is wrong with a name that is not the one expected there.
diag::Finding other_name(const csv::Record& line, std::size_t index, std::string_view expected,
                         const form::Form& form, const form::Syntax& syntax) {
    const std::string found(line.cells[index].text);
    const diag::Where where = csv::where(line, static_cast<std::uint32_t>(index + 1));
    if (const std::uint32_t before = place_in(line, index, found); before != 0) {
        return diag::finding(diag::message::header_name_twice, where,
                             {expected, found, std::to_string(before)});
    }
    if (const form::Cell* const column = column_named(form, syntax, found)) {
        return diag::finding(diag::message::header_name_moved, where,
                             {expected, found, std::to_string(column->column)});
    }
    return diag::finding(diag::message::header_name_unknown, where,
                         {expected, found, form::form_title(form)});
}

} // namespace

bool is_interface_line(const csv::Record& line, const form::Syntax& syntax) {
    return !syntax.interface.empty() && line.cells.size() == 1 && syntax.columns > 1;
}

std::size_t names_in(const csv::Record& line, const form::Form& form, const form::Syntax& syntax) {
    return static_cast<std::size_t>(std::ranges::count_if(
        line.cells, [&](const csv::Cell& cell) { return column_named(form, syntax, cell.text) != nullptr; }));
}

std::optional<diag::Finding> header_difference(const csv::Record& line, const form::Form& form,
                                               const form::Syntax& syntax) {
    const std::span<const form::Cell> columns = form.cells(syntax);
    const std::size_t found = line.cells.size();
    for (std::size_t i = 0; i < std::min(found, columns.size()); ++i) {
        const std::string_view expected = form.text(columns[i].head);
        if (line.cells[i].text != expected) {
            return other_name(line, i, expected, form, syntax);
        }
    }
    if (const form::ItemId version = form.about().version_item;
        version != form::none && found < columns.size() && columns[found].item == version) {
        return diag::finding(diag::message::version_column_missing,
                             csv::where(line, static_cast<std::uint32_t>(found)),
                             {form.text(columns[found].head), form.version()});
    }
    if (found < columns.size()) {
        return diag::finding(
            diag::message::header_name_missing, csv::where(line, static_cast<std::uint32_t>(found)),
            {form.text(columns[found].head), std::to_string(found), std::to_string(columns.size())});
    }
    if (found > columns.size()) {
        return diag::finding(
            diag::message::header_name_surplus,
            csv::where(line, static_cast<std::uint32_t>(columns.size()) + 1),
            {line.cells[columns.size()].text, std::to_string(columns.size()), std::to_string(found)});
    }
    return std::nullopt;
}

void append_header(const form::Form& form, const form::Syntax& syntax, text::Encoding encoding,
                   std::string& out) {
    csv::Writer writer(out, encoding);
    for (const form::Cell& cell : form.cells(syntax)) {
        writer.cell(form.text(cell.head), csv::Quote::when_needed);
    }
    writer.end_record();
}

} // namespace renkei::record
