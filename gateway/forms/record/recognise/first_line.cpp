#include "gateway/forms/record/recognise/first_line.h"

#include "gateway/forms/form/form_discriminator.h"
#include "gateway/forms/form/form_title.h"
#include "gateway/forms/record/csv/csv_columns.h"
#include "gateway/forms/record/csv/width_finding.h"
#include "gateway/forms/record/value/lexical.h"
#include "generated/messages/forms.h"

#include <algorithm>
#include <array>

namespace renkei::record {
namespace {

struct Separator {
    char character;
    std::string_view code; // of messages/words.def
};
constexpr std::array<Separator, 2> other_separators{{{'\t', "tab"}, {';', "semicolon"}}};

// Neither character nor a comma is a part of a CP932 character.
std::optional<diag::Finding> with_other_separator(std::string_view bytes, const csv::Record& first) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    const auto commas = std::ranges::count(line, ',');
    for (const Separator& each : other_separators) {
        const auto count = std::ranges::count(line, each.character);
        if (count >= 2 && count > commas) {
            return diag::finding(message::content_separator, csv::where(first, 1), {each.code});
        }
    }
    return std::nullopt;
}

// Does the record have the form's mark or, if there is none, its columns with what belongs there?
bool is_record_of(const csv::Record& record, const form::Form& form, const form::Syntax& syntax) {
    if (const std::size_t at = syntax.mark_column; at != 0) {
        return at <= record.cells.size() && record.cells[at - 1].text == form::discriminator_of(form).value;
    }
    const ColumnFit fit = has_width(record, syntax) ? fit_of(record, form, syntax) : ColumnFit();
    return fit.filled > 0 && fit.fitting * 2 >= fit.filled;
}

// Are most of its cells what the columns of the form are called?
bool has_names_of(const csv::Record& record, const form::Form& form, const form::Syntax& syntax) {
    constexpr std::size_t enough = 3;
    constexpr std::size_t most_surplus = 16; // so that no long line is compared with every column
    if (record.cells.size() > syntax.columns + most_surplus) {
        return false;
    }
    const auto is_name = [&](std::string_view text) {
        return std::ranges::any_of(form.cells(syntax), [&](const form::Cell& cell) {
            return cell.kind == form::CellKind::item && (text == form.text(form.items()[cell.item].name) ||
                                                         text == form.text(form.items()[cell.item].id));
        });
    };
    std::size_t filled = 0;
    std::size_t names = 0;
    for (const csv::Cell& cell : record.cells) {
        filled += cell.text.empty() ? 0U : 1U;
        names += !cell.text.empty() && is_name(cell.text) ? 1U : 0U;
    }
    return names >= enough && names * 2 > filled;
}

// Do most of its dates, codes and numbers stand where the form has some? Then it is a record, whatever is
// wrong with it.
bool has_values_of(const csv::Record& record, const form::Form& form, const form::Syntax& syntax) {
    base::Arena arena;
    std::size_t filled = 0;
    std::size_t fitting = 0;
    for (const form::Cell& cell : form.cells(syntax)) {
        const bool is_filled = cell.kind == form::CellKind::item && cell.column <= record.cells.size() &&
                               !record.cells[cell.column - 1].text.empty();
        const form::Item* const item = is_filled ? &form.items()[cell.item] : nullptr;
        if (item == nullptr || item->type == form::ItemType::text || item->type == form::ItemType::token) {
            continue; // any text may stand there
        }
        ++filled;
        const SourceText written{record.cells[cell.column - 1].text, SourceType::cell};
        fitting += read_value(form, *item, written, ReadMode::lenient, arena).text.empty() ? 0U : 1U;
    }
    return fitting * 2 > filled;
}

struct FoundForm {
    const form::Form* form;
    const form::Syntax* syntax;
};
using Asked = bool (*)(const csv::Record&, const form::Form&, const form::Syntax&);

// The first CSV syntax without a line of names for which the answer is yes.
std::optional<FoundForm> find_form(const csv::Record& record, std::span<const form::Form* const> forms,
                                   Asked asked) {
    for (const form::Form* form : forms) {
        for (const form::Syntax& syntax : form->syntaxes()) {
            if (syntax.kind != form::SyntaxKind::json && syntax.has_header == 0 &&
                asked(record, *form, syntax)) {
                return FoundForm{form, &syntax};
            }
        }
    }
    return std::nullopt;
}

// A form without a mark is known by its number of columns only: is it one with a column too many or too few?
std::optional<diag::Finding> with_shifted_columns(const csv::Record& record,
                                                  std::span<const form::Form* const> forms) {
    constexpr std::size_t most = 2;
    for (const form::Form* form : forms) {
        for (const form::Syntax& syntax : form->syntaxes()) {
            const std::size_t found = record.cells.size();
            if (syntax.kind != form::SyntaxKind::wide || syntax.has_header != 0 || syntax.mark_column != 0 ||
                found + most < syntax.columns || found > syntax.columns + most) {
                continue;
            }
            diag::Finding shifted = WidthFinding(Columns(*form, syntax)).of(record);
            const bool is_missing = shifted.message == message::columns_missing_at;
            if (is_missing || shifted.message == message::columns_surplus_at) {
                shifted.args.push_back(form::form_title(*form));
                return diag::finding(is_missing ? message::content_near_missing
                                                : message::content_near_surplus,
                                     shifted.where, std::move(shifted.args));
            }
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<diag::Finding> mistake_in_first_line(std::string_view bytes, const csv::Record& first,
                                                   csv::Reader& reader,
                                                   std::span<const form::Form* const> forms) {
    constexpr int most_titles = 5;
    if (std::optional<diag::Finding> other = with_other_separator(bytes, first)) {
        return other;
    }
    csv::Record next;
    for (int i = 0; i < most_titles && reader.next(next) == csv::Next::record; ++i) {
        const std::optional<FoundForm> found = find_form(next, forms, is_record_of);
        if (found && has_values_of(first, *found->form, *found->syntax)) {
            break;
        }
        if (found) {
            return diag::finding(message::content_title_line, csv::where(first, 1),
                                 {form::form_title(*found->form), std::to_string(next.line)});
        }
    }
    if (const std::optional<FoundForm> found = find_form(first, forms, has_names_of)) {
        return diag::finding(message::content_titles_only, csv::where(first, 1),
                             {form::form_title(*found->form)});
    }
    return with_shifted_columns(first, forms);
}

} // namespace renkei::record
