// Writes the ministry's CSV dialect: CRLF after every record and inside texts, quotes where asked for or
// needed.
#pragma once

#include "gateway/core/text/cp932.h"
#include "gateway/core/text/encoding_guess.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::csv {

// always: free text; when_needed: codes, numbers, dates; even_empty: every value, also an empty one
enum class Quote : std::uint8_t { when_needed, always, even_empty };

class Writer {
public:
    // Appends to `out`, which belongs to the caller.
    Writer(std::string& out, text::Encoding encoding) : out_(&out), encoding_(encoding) {}

    // An empty text is "not stated" and stays bare unless Quote::even_empty asks for "". Returns notes on
    // characters that could not be written as they are: offsets are in `utf8`, the span lives until the next
    // call.
    std::span<const text::EncodeNote> cell(std::string_view utf8, Quote quote);
    void end_record();

private:
    std::string* out_;
    text::Encoding encoding_;
    bool first_cell_ = true;
    std::string bytes_; // the cell in its encoding
    std::vector<text::EncodeNote> notes_;
};

} // namespace renkei::csv
