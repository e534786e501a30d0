// Reads the ministry's CSV dialect record by record: bytes are split first (a quote, comma or line break is
// never half of a CP932 character), then each cell is decoded. Memory does not grow with the number of
// records.
#pragma once

#include "gateway/core/base/arena.h"
#include "gateway/core/csv/record.h"
#include "gateway/core/text/cp932.h"
#include "gateway/core/text/encoding_guess.h"
#include "gateway/core/text/finding.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::csv {

struct ReaderOptions {
    text::Encoding encoding = text::Encoding::cp932;
    text::Gaiji gaiji = text::Gaiji::refuse;
    std::size_t max_record_size = 4UL * 1024UL * 1024UL; // bytes; a longer one stops the reader
};

enum class Next : std::uint8_t {
    record,  // here it is; a finding of severity error means that the text of that cell is not what was sent
    damaged, // it could not be cut into cells; the findings say why; call next() again
    end,     // no more
    broken,  // reading stops here, the whole file is to be refused; the findings say why
};

class Reader {
public:
    // `bytes` (the whole file, mapped or read) and `arena` belong to the caller and must outlive the cells.
    // Reset the arena between records when their texts are no longer needed.
    Reader(std::string_view bytes, ReaderOptions options, base::Arena& arena)
        : bytes_(bytes),
          options_(options),
          arena_(&arena) {}

    Next next(Record& record);
    std::size_t position() const { return at_; } // behind what was read

private:
    enum class CellEnd : std::uint8_t { comma, line_break, damage, stop };

    bool begin(Record& record);
    void skip_end_marks(Record& record);
    bool skip_empty_lines();
    Next read_cells(Record& record);
    CellEnd read_quoted(Record& record);
    CellEnd read_bare(Record& record);
    CellEnd after_value(Record& record);
    bool is_too_long(Record& record);
    void pass_line_break();
    void skip_line();

    std::string_view decoded(std::string_view value, Record& record);
    void report_line_breaks(std::string_view text, Record& record);
    void decode_piece(std::string_view piece, Record& record);
    void decode_utf8(std::string_view piece);
    void report_notes(std::string_view piece, Record& record);

    diag::Where at_byte(std::size_t offset, const Record& record) const;
    void add(Record& record, diag::Message message, std::size_t offset, diag::Arguments args = {}) const;

    std::string_view bytes_;
    ReaderOptions options_;
    base::Arena* arena_;
    std::size_t at_ = 0;
    std::uint32_t line_ = 1;
    std::uint32_t records_ = 0;
    bool begun_ = false;
    bool broken_ = false;
    std::string
        decoded_; // text of the cell being decoded, the first decoded_size_ bytes; kept to be used again
    std::size_t decoded_size_ = 0;
    std::vector<text::DecodeNote> notes_;
    std::size_t not_reported_ = 0;     // findings of this record beyond the limit
    std::size_t more_line_breaks_ = 0; // texts with line breaks of another kind, beyond the limit
};

} // namespace renkei::csv
