#include "gateway/forms/record/csv/csv_columns.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/form/form_discriminator.h"
#include "gateway/forms/form/form_title.h"
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/record/value/lexical.h"
#include "generated/messages/forms.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::record {
namespace {

bool holds(std::string_view cell, const form::Form& form, const form::Item& item) {
    base::Arena arena;
    const LexicalResult reading = read_value(form, item, {cell, SourceType::cell}, ReadMode::lenient, arena);
    const form::Format* const format = form::format_of(form, item);
    return !(reading.finding && reading.finding->severity == diag::Severity::error) &&
           (format == nullptr || form::TextPattern(form.text(format->pattern)).matches(reading.text));
}

} // namespace

std::size_t column_of(const form::Form& form, const form::Syntax& syntax, form::ItemId item) {
    const auto cells = form.cells(syntax);
    const auto found = std::ranges::find_if(cells, [&](const form::Cell& cell) {
        return cell.kind == form::CellKind::item && cell.item == item && cell.row == form::no_row;
    });
    return found == cells.end() ? 0 : found->column;
}

bool has_width(const csv::Record& record, const form::Syntax& syntax) {
    return syntax.kind != form::SyntaxKind::json && syntax.has_header == 0 &&
           (record.cells.size() == syntax.columns || record.cells.size() == syntax.standard);
}

ColumnFit fit_of(const csv::Record& record, const form::Form& form, const form::Syntax& syntax) {
    base::Arena arena;
    ColumnFit out;
    for (const form::Cell& cell : form.cells(syntax)) {
        if (cell.kind != form::CellKind::item || cell.column > record.cells.size() ||
            record.cells[cell.column - 1].text.empty()) {
            continue;
        }
        const LexicalResult reading =
            read_value(form, form.items()[cell.item], {record.cells[cell.column - 1].text, SourceType::cell},
                       ReadMode::lenient, arena);
        const bool is_refused = reading.finding && reading.finding->severity == diag::Severity::error;
        ++out.filled;
        out.fitting += is_refused ? 0U : 1U;
    }
    return out;
}

std::string first_misfit(const csv::Record& record, const form::Form& form, const form::Syntax& syntax) {
    for (const form::Cell& cell : form.cells(syntax)) {
        if (cell.kind != form::CellKind::item || cell.column > record.cells.size()) {
            continue;
        }
        const form::Item& item = form.items()[cell.item];
        const std::string_view text = record.cells[cell.column - 1].text;
        if (item.is(form::required) && item.group == form::document_group &&
            (text.empty() || !holds(text, form, item))) {
            return fmt::format("{} {} ({})", cell.column, form.text(item.name), form.text(item.id));
        }
    }
    return {};
}

std::optional<diag::Finding> wrong_form_type(const csv::Record& record,
                                             std::span<const form::Form* const> forms) {
    for (const form::Form* form : forms) {
        const form::FormDiscriminator mark = form::discriminator_of(*form);
        for (const form::Syntax& syntax : form->syntaxes()) {
            const std::size_t at = syntax.mark_column;
            if (at != 0 && has_width(record, syntax)) {
                return diag::finding(diag::message::content_like_columns,
                                     csv::where(record, static_cast<std::uint32_t>(at)),
                                     {std::to_string(record.cells.size()), form::form_title(*form),
                                      std::to_string(at), mark.value, record.cells[at - 1].text});
            }
        }
    }
    return std::nullopt;
}

std::optional<diag::Finding> columns_of_other_form(const csv::Record& record, const form::Form& claimed,
                                                   std::span<const form::Form* const> forms) {
    ColumnFit as_claimed;
    for (const form::Form* form : forms) {
        for (const form::Syntax& syntax : form->syntaxes()) {
            if (form->id() != claimed.id() || syntax.kind == form::SyntaxKind::json) {
                continue;
            }
            if (has_width(record, syntax)) {
                return std::nullopt;
            }
            const ColumnFit fit = fit_of(record, *form, syntax);
            as_claimed = fit.fitting > as_claimed.fitting ? fit : as_claimed;
        }
    }
    for (const form::Form* form : forms) {
        for (const form::Syntax& syntax : form->syntaxes()) {
            if (form->id() != claimed.id() && has_width(record, syntax) &&
                fit_of(record, *form, syntax).fitting > as_claimed.fitting) {
                return diag::finding(diag::message::content_claims_columns, csv::where(record, 1),
                                     {form::form_title(claimed), std::to_string(record.cells.size()),
                                      form::form_title(*form)});
            }
        }
    }
    return std::nullopt;
}

} // namespace renkei::record
