#include "gateway/forms/record/csv/csv_source.h"

#include "gateway/core/text/finding.h"
#include "gateway/forms/record/csv/header_line.h"
#include "generated/messages/forms.h"
#include "generated/messages/text.h"

namespace renkei::record {
namespace {

csv::ReaderOptions options_of(const Columns& columns, std::string_view bytes, const ReadOptions& options) {
    csv::ReaderOptions out;
    out.encoding = encoding_of_file(columns.syntax(), options.encoding, bytes);
    out.gaiji = options.read_mode == ReadMode::lenient ? text::Gaiji::as_geta : options.gaiji;
    return out;
}

diag::Finding as_information(diag::Finding finding) {
    finding.severity = diag::Severity::information;
    return finding;
}

} // namespace

text::Encoding encoding_of_file(const form::Syntax& syntax, std::optional<text::Encoding> given,
                                std::string_view bytes) {
    const text::Encoding own =
        syntax.encoding == form::Encoding::utf8 ? text::Encoding::utf8 : text::Encoding::cp932;
    if (given || syntax.reads_both == 0) {
        return given.value_or(own);
    }
    const std::optional<text::EncodingGuess> other = text::encoding_mismatch(bytes, own);
    if (other == text::EncodingGuess::cp932) {
        return text::Encoding::cp932;
    }
    return other == text::EncodingGuess::utf8 || other == text::EncodingGuess::utf8_bom ? text::Encoding::utf8
                                                                                        : own;
}

CsvSource::CsvSource(const Columns& columns, std::string_view bytes, const ReadOptions& options,
                     base::Arena& arena)
    : columns_(&columns),
      reader_(bytes, options_of(columns, bytes, options), arena),
      read_mode_(options.read_mode),
      checks_cp932_(columns.syntax().encoding == form::Encoding::cp932 && columns.syntax().reads_both == 0 &&
                    options.encoding == text::Encoding::utf8) {}

CsvSource::CsvResult CsvSource::next(csv::Record& record, diag::Report& report) {
    if (ended_) {
        return CsvResult::end;
    }
    if (!begun_) {
        begun_ = true;
        if (columns_->syntax().has_header != 0 && !read_header(record, report)) {
            ended_ = true;
            return CsvResult::unusable;
        }
    }
    const csv::Next got = reader_.next(record);
    has_rows_ |= got != csv::Next::end;
    if (!has_rows_ && head_size_ > 0) {
        report.add(diag::message::header_only, {.line = record.line}, {});
        ended_ = true;
        return CsvResult::unusable;
    }
    if (checks_cp932_) {
        check_cp932(record);
    }
    say(record, report);
    ended_ = got == csv::Next::broken || got == csv::Next::end;
    return got == csv::Next::record ? CsvResult::record
           : got == csv::Next::end  ? CsvResult::end
                                    : CsvResult::unusable;
}

// The line of names, behind the name of the interface if that is there.
bool CsvSource::read_header(csv::Record& line, diag::Report& report) {
    const form::Syntax& syntax = columns_->syntax();
    diag::Report found;
    bool is_record = reader_.next(line) == csv::Next::record;
    say(line, found);
    if (is_record && is_interface_line(line, syntax)) {
        const std::string_view interface = columns_->form().text(syntax.interface);
        const bool is_ours = line.cells[0].text == interface;
        found.add(is_ours ? diag::message::header_interface : diag::message::header_interface_wrong,
                  csv::where(line, 1), {std::string(line.cells[0].text), std::string(interface)});
        is_record = reader_.next(line) == csv::Next::record;
        say(line, found);
        if (!is_record && line.findings.empty()) {
            found.add(diag::message::header_only, {.line = line.line}, {});
        }
    }
    if (is_record) {
        if (std::optional<diag::Finding> differs = header_difference(line, columns_->form(), syntax)) {
            found.add(*std::move(differs));
        }
        head_size_ = reader_.position();
    }
    report.append(found);
    return is_record && !found.at_least(diag::Severity::error);
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

// Is the finding about a byte order mark that files of this syntax may have?
bool CsvSource::may_have_it(const diag::Finding& finding) const {
    return finding.message == diag::message::text_byte_order_mark && columns_->syntax().reads_both != 0;
}

// The CSV reader knows columns; here they get their items.
void CsvSource::say(const csv::Record& record, diag::Report& report) const {
    const form::Form& form = columns_->form();
    for (const diag::Finding& found : record.findings) {
        diag::Finding& finding = report.add(may_have_it(found) ? as_information(found) : found);
        const form::Cell* const cell = columns_->cell_at(found.where.cell);
        if (cell == nullptr) {
            continue;
        }
        const bool has_item = cell->kind == form::CellKind::item || cell->kind == form::CellKind::set;
        finding.item = has_item ? form.text(form.items()[cell->item].id) : std::string_view{};
        finding.name = form.text(has_item ? form.items()[cell->item].name : cell->name);
    }
}

} // namespace renkei::record
