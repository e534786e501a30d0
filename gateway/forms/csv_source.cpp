#include "gateway/forms/csv_source.h"

#include "gateway/forms/lexical.h"

namespace renkei::forms {
namespace {

csv::ReaderOptions options_of(const Columns& columns, const ReadOptions& options) {
    csv::ReaderOptions out;
    const bool is_utf8 = columns.syntax().encoding == Encoding::utf8;
    out.encoding = options.encoding.value_or(is_utf8 ? text::Encoding::utf8 : text::Encoding::cp932);
    out.gaiji = options.manner == Manner::lenient ? text::Gaiji::as_geta : text::Gaiji::refuse;
    return out;
}

} // namespace

CsvSource::CsvSource(const Columns& columns, std::string_view bytes, const ReadOptions& options,
                     base::Arena& arena)
    : columns_(&columns)
    , reader_(bytes, options_of(columns, options), arena) {}

CsvSource::Got CsvSource::next(csv::Record& record, diag::Report& report) {
    if (ended_) {
        return Got::end;
    }
    const csv::Next got = reader_.next(record);
    say(record, report);
    ended_ = got == csv::Next::broken || got == csv::Next::end;
    return got == csv::Next::record ? Got::record : got == csv::Next::end ? Got::end : Got::unusable;
}

// The CSV reader knows columns; here they get their items.
void CsvSource::say(const csv::Record& record, diag::Report& report) const {
    const Form& form = columns_->form();
    for (const diag::Finding& found : record.findings) {
        diag::Finding& finding = report.add(found);
        const Cell* const cell = columns_->cell_at(found.where.cell);
        if (cell == nullptr) {
            continue;
        }
        const bool has_item = cell->kind == CellKind::item || cell->kind == CellKind::set;
        finding.item = has_item ? form.text(form.items()[cell->item].id) : std::string_view{};
        finding.name = form.text(has_item ? form.items()[cell->item].name : cell->name);
    }
}

} // namespace renkei::forms
