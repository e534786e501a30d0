#include "gateway/forms/model/csv_source.h"

#include "gateway/core/text/finding.h"
#include "gateway/forms/model/lexical.h"

namespace renkei::model {
namespace {

csv::ReaderOptions options_of(const Columns& columns, const ReadOptions& options) {
    csv::ReaderOptions out;
    const bool is_utf8 = columns.syntax().encoding == Encoding::utf8;
    out.encoding = options.encoding.value_or(is_utf8 ? text::Encoding::utf8 : text::Encoding::cp932);
    out.gaiji = options.read_mode == ReadMode::lenient ? text::Gaiji::as_geta : text::Gaiji::refuse;
    return out;
}

} // namespace

CsvSource::CsvSource(const Columns& columns, std::string_view bytes, const ReadOptions& options,
                     base::Arena& arena)
    : columns_(&columns),
      reader_(bytes, options_of(columns, options), arena),
      read_mode_(options.read_mode),
      checks_cp932_(columns.syntax().encoding == Encoding::cp932 &&
                    options.encoding == text::Encoding::utf8) {}

CsvSource::CsvResult CsvSource::next(csv::Record& record, diag::Report& report) {
    if (ended_) {
        return CsvResult::end;
    }
    const csv::Next got = reader_.next(record);
    if (checks_cp932_) {
        check_cp932(record);
    }
    say(record, report);
    ended_ = got == csv::Next::broken || got == csv::Next::end;
    return got == csv::Next::record ? CsvResult::record
           : got == csv::Next::end  ? CsvResult::end
                                    : CsvResult::unusable;
}

// A file in UTF-8 of a syntax whose files are CP932: what CP932 cannot hold is an error; in lenient mode it
// is kept and reported.
void CsvSource::check_cp932(csv::Record& record) const {
    for (std::uint32_t column = 1; column <= record.cells.size(); ++column) {
        for (const text::EncodeNote& note : text::not_in_cp932(record.cells[column - 1].text)) {
            diag::Finding finding = text::finding_when_read(note, csv::where(record, column));
            finding.severity = read_mode_ == ReadMode::lenient ? diag::Severity::warning : finding.severity;
            record.findings.push_back(std::move(finding));
        }
    }
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

} // namespace renkei::model
