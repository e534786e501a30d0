#include "gateway/forms/record/recognise/recognise_header.h"

#include "gateway/core/csv/reader.h"
#include "gateway/forms/form/form_discriminator.h"
#include "gateway/forms/form/form_title.h"
#include "gateway/forms/record/csv/csv_columns.h"
#include "gateway/forms/record/csv/csv_source.h"
#include "gateway/forms/record/csv/header_line.h"
#include "gateway/forms/record/value/version.h"
#include "generated/messages/forms.h"

#include <algorithm>

namespace renkei::record {
namespace {

// The lines that say what the file is, read as files of one syntax are.
struct FirstLines {
    explicit FirstLines(std::string_view bytes, const form::Syntax& syntax, const ReadOptions& options)
        : reader(bytes, {.encoding = encoding_of_file(syntax, options.encoding, bytes)}, arena) {
        is_whole = reader.next(header) == csv::Next::record;
        if (is_whole && is_interface_line(header, syntax)) {
            interface = header.cells[0].text;
            is_whole = reader.next(header) == csv::Next::record;
        }
        is_whole = is_whole && !header.cells.empty();
    }
    csv::Record row() {
        csv::Record out;
        reader.next(out);
        return out;
    }

    base::Arena arena;
    csv::Reader reader;
    csv::Record header;
    std::string_view interface;
    bool is_whole = false;
};

// A file of values only: as wide as the form, and the form's mark stands in its column.
bool is_without_header(const csv::Record& line, const form::Form& form, const form::Syntax& syntax) {
    if (line.cells.size() != syntax.columns) {
        return false;
    }
    if (const std::size_t at = syntax.mark_column; at != 0) {
        return line.cells[at - 1].text == form::discriminator_of(form).value;
    }
    const ColumnFit fit = fit_of(line, form, syntax);
    return fit.filled > 0 && fit.fitting == fit.filled;
}

diag::Finding without_header(const csv::Record& line, const form::Form& form, const form::Syntax& syntax) {
    return diag::finding(diag::message::header_missing, csv::where(line, 1),
                         {form::form_title(form), std::to_string(syntax.columns),
                          std::string(form.text(form.cells(syntax)[0].head)),
                          std::string(line.cells[0].text)});
}

std::string version_of(FirstLines& lines, const form::Form& form, const form::Syntax& syntax) {
    const form::ItemId item = form.about().version_item;
    const std::size_t at = item == form::none ? 0 : column_of(form, syntax, item);
    const csv::Record row = lines.row();
    return at == 0 || at > row.cells.size() ? "" : std::string(row.cells[at - 1].text);
}

} // namespace

ByHeader recognise_by_header(std::string_view bytes, std::span<const form::Form* const> forms,
                             const ReadOptions& options) {
    ByHeader out;
    std::size_t most = 0;
    for (const form::Form* form : forms) {
        for (const form::Syntax& syntax : form->syntaxes()) {
            if (syntax.kind == form::SyntaxKind::json || syntax.has_header == 0) {
                continue;
            }
            FirstLines lines(bytes, syntax, options);
            if (!lines.is_whole) {
                continue;
            }
            std::optional<diag::Finding> differs = header_difference(lines.header, *form, syntax);
            if (!differs) {
                const std::string version = version_of(lines, *form, syntax);
                out.candidates.push_back(
                    {form, &syntax, same_version(version, form->version()) ? version : ""});
                continue;
            }
            // as a header line, most of whose names are of this form
            const bool is_named = lines.interface == form->text(syntax.interface) && !lines.interface.empty();
            const std::size_t names = names_in(lines.header, *form, syntax) + (is_named ? 1U : 0U);
            const bool is_near =
                is_named || names * 2 > std::min<std::size_t>(lines.header.cells.size(), syntax.columns);
            if (is_near && names > most) {
                most = names;
                out.refusal = std::move(differs);
                out.is_header = true;
            } else if (most == 0 && is_without_header(lines.header, *form, syntax)) {
                out.refusal = without_header(lines.header, *form, syntax);
            }
        }
    }
    return out;
}

} // namespace renkei::record
