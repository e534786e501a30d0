// Records of a CSV file whose findings name the form's items.
#pragma once

#include "gateway/core/csv/reader.h"
#include "gateway/forms/record/csv/columns.h"
#include "gateway/forms/record/value/read_options.h"

namespace renkei::record {

// In what encoding the file is to be read: as the caller says, or as the syntax does; of a syntax whose files
// may be in either, as its bytes are.
text::Encoding encoding_of_file(const form::Syntax& syntax, std::optional<text::Encoding> given,
                                std::string_view bytes);

class CsvSource {
public:
    // `arena` holds the texts of records; it belongs to the caller, which resets it.
    CsvSource(const Columns& columns, std::string_view bytes, const ReadOptions& options, base::Arena& arena);

    enum class CsvResult : std::uint8_t {
        record,
        unusable, // it could not be cut into cells, or the rest of the file cannot be read: an error is in
                  // the report
        end,
    };
    CsvResult next(csv::Record& record, diag::Report& report);
    std::size_t position() const { return reader_.position(); } // behind what was read
    std::size_t head_size() const { return head_size_; }        // of the header line, and what is before it

private:
    bool read_header(csv::Record& line, diag::Report& report);
    void check_cp932(csv::Record& record) const;
    bool may_have_it(const diag::Finding& finding) const;
    void say(const csv::Record& record, diag::Report& report) const;

    const Columns* columns_;
    csv::Reader reader_;
    ReadMode read_mode_;
    bool checks_cp932_;
    bool begun_ = false;
    bool has_rows_ = false;
    bool ended_ = false;
    std::size_t head_size_ = 0;
};

} // namespace renkei::record
