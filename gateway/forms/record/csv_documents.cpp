// Documents of a CSV file: one record each, or as many lines as belong together.
#include "gateway/forms/record/csv/csv_source.h"
#include "gateway/forms/record/csv/nested_reader.h"
#include "gateway/forms/record/csv/wide_reader.h"
#include "gateway/forms/record/document_reader.h"

#include <algorithm>
#include <charconv>

namespace renkei::record {
namespace {

using CsvResult = CsvSource::CsvResult;

// The place of a row in its group of repeated columns, from 0.
std::uint32_t place_of(const Columns& columns, const Row& row) {
    const auto repeated = std::ranges::find(columns.repeated_columns(), row.group, &RepeatedColumns::group);
    if (repeated == columns.repeated_columns().end() || row.parent == nullptr) {
        return row.index;
    }
    std::uint32_t next = 0;
    for (const Row* each : row.parent->groups[columns.form().groups()[row.group].slot]) {
        const form::Item* const counter =
            repeated->counter == form::none ? nullptr : &columns.form().items()[repeated->counter];
        const std::string_view text =
            counter == nullptr ? std::string_view{} : each->values[counter->slot].text();
        std::uint32_t place = next + 1;
        std::from_chars(text.data(), text.data() + text.size(), place);
        if (each == &row) {
            return place - 1;
        }
        next = place;
    }
    return row.index;
}

// What both kinds of CSV have: a file cut into lines, whose cells are the form's items.
template <typename LineReader>
class CsvDocuments : public DocumentReader {
public:
    CsvDocuments(const form::Form& form, const form::Syntax& syntax, std::string_view bytes,
                 const ReadOptions& options)
        : bytes_(bytes),
          columns_(form, syntax),
          unmapped_(form),
          source_(columns_, bytes, options, arena_),
          reader_(columns_, unmapped_, options.read_mode) {}

protected:
    // Each document of the file needs its header line.
    std::string with_head(std::size_t begin, std::size_t end) const {
        return std::string(bytes_.substr(0, source_.head_size())).append(bytes_, begin, end - begin);
    }

    std::string_view bytes_; // the file
    base::Arena arena_;      // texts of line_ and, where many make a document, of those before in it
    Columns columns_;
    UnmappedContent unmapped_;
    CsvSource source_;
    LineReader reader_;
    csv::Record line_;
};

class WideDocuments final : public CsvDocuments<WideReader> {
public:
    using CsvDocuments::CsvDocuments;

    bool next(Record& record, diag::Report& report) override {
        arena_.reset();
        const CsvResult got = source_.next(line_, report);
        if (got == CsvResult::record) {
            reader_.read(line_, record, report);
        }
        return got != CsvResult::end;
    }

    diag::Where where(const ItemLocation& location) const override {
        if (line_.cells.empty()) {
            return {}; // the line could not be cut into cells
        }
        const std::uint32_t column =
            location.item == form::none ? columns_.first_column_of(location.group)
                                        : columns_.column_of(location.item, place_of(columns_, location.row));
        return csv::where(line_, std::clamp(column, 1U, static_cast<std::uint32_t>(line_.cells.size())));
    }

    std::string original() const override { return with_head(line_.offset, source_.position()); }
};

class NestedDocuments final : public CsvDocuments<NestedReader> {
public:
    using CsvDocuments::CsvDocuments;

    bool next(Record& record, diag::Report& report) override {
        lines_.clear();
        reader_.begin();
        bool any = false;
        while (true) {
            if (!is_pending_ && !fetch(report)) {
                return any || unusable_;
            }
            if (any && reader_.is_next_document(line_)) {
                keep_only_pending();
                return true;
            }
            any = true;
            is_pending_ = false;
            lines_.push_back({line_.offset, line_.line, line_.number});
            reader_.add(line_, record, report);
        }
    }

    diag::Where where(const ItemLocation& location) const override {
        diag::Where out;
        out.offset = location.offset;
        for (std::uint16_t slot = 0;
             out.offset == 0 && slot < columns_.form().groups()[location.row.group].items; ++slot) {
            out.offset = location.row.values[slot].offset;
        }
        const auto after = std::ranges::upper_bound(lines_, out.offset, {}, &Line::offset);
        if (after != lines_.begin()) {
            out.line = (after - 1)->line;
            out.column = 1;
            out.record = (after - 1)->number;
        }
        out.cell = location.item == form::none ? columns_.first_column_of(location.group)
                                               : columns_.column_of(location.item, 0);
        return out;
    }

    std::string original() const override {
        return lines_.empty()
                   ? std::string()
                   : with_head(lines_.front().offset, is_pending_ ? line_.offset : source_.position());
    }

private:
    struct Line {
        std::uint64_t offset;
        std::uint32_t line;
        std::uint32_t number;
    };

    // The next line that can be used. What was wrong with others is in the report of the document being read.
    bool fetch(diag::Report& report) {
        unusable_ = false;
        while (true) {
            const CsvResult got = source_.next(line_, report);
            unusable_ |= got == CsvResult::unusable;
            is_pending_ = got == CsvResult::record;
            if (got != CsvResult::unusable) {
                return is_pending_;
            }
        }
    }

    // The texts of the documents before are forgotten, those of the line at hand stay.
    void keep_only_pending() {
        std::vector<std::string> texts;
        for (const csv::Cell& cell : line_.cells) {
            texts.emplace_back(cell.text);
        }
        arena_.reset();
        for (std::size_t i = 0; i < texts.size(); ++i) {
            line_.cells[i].text = arena_.keep(texts[i]);
        }
    }

    std::vector<Line> lines_; // of the document read last
    bool is_pending_ = false; // line_ is read, but belongs to no document yet
    bool unusable_ = false;
};

} // namespace

std::unique_ptr<DocumentReader> csv_documents(const form::Form& form, const form::Syntax& syntax,
                                              std::string_view bytes, const ReadOptions& options) {
    if (syntax.kind == form::SyntaxKind::nested) {
        return std::make_unique<NestedDocuments>(form, syntax, bytes, options);
    }
    return std::make_unique<WideDocuments>(form, syntax, bytes, options);
}

} // namespace renkei::record
