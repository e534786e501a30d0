// Any bytes: reading never crashes, every cell is well-formed and inside the file; what was read without a
// finding, written and read again, is the same.
#include "gateway/core/csv/reader.h"
#include "gateway/core/csv/writer.h"
#include "gateway/core/text/utf8.h"

#include "tests/fuzz/target.h"

#include <cstdlib>

namespace renkei::fuzz::csv_fuzz {
namespace {

using Rows = std::vector<std::vector<std::string>>;

void require(bool fact) {
    if (!fact) {
        std::abort();
    }
}

struct Read {
    Rows rows;
    bool clean = true;
};

Read read(std::string_view bytes, text::Encoding encoding) {
    base::Arena arena(256);
    csv::Reader reader(bytes, {.encoding = encoding, .gaiji = text::Gaiji::as_geta}, arena);
    csv::Record record;
    Read out;
    for (csv::Next next = reader.next(record); next != csv::Next::end; next = reader.next(record)) {
        out.clean = out.clean && next == csv::Next::record && record.findings.empty();
        for (const diag::Finding& finding : record.findings) {
            require(finding.where.offset <= bytes.size() && finding.where.line >= 1);
        }
        if (next == csv::Next::broken) {
            break;
        }
        auto& cells = out.rows.emplace_back();
        for (const csv::Cell& cell : record.cells) {
            require(text::is_utf8(cell.text) && cell.offset <= bytes.size());
            require(cell.text.find('\r') == std::string_view::npos);
            cells.emplace_back(cell.text);
        }
        arena.reset();
    }
    return out;
}

std::string written(const Rows& rows, text::Encoding encoding) {
    std::string out;
    csv::Writer writer(out, encoding);
    for (const auto& cells : rows) {
        for (const std::string& cell : cells) {
            writer.cell(cell, csv::Quote::when_needed);
        }
        writer.end_record();
    }
    return out;
}

// A record of one empty quoted cell is written as an empty line, and a reader skips empty lines.
bool has_empty_record(const Rows& rows) {
    for (const auto& cells : rows) {
        if (cells.size() == 1 && cells[0].empty()) {
            return true;
        }
    }
    return false;
}

} // namespace

FUZZ_TARGET(csv)(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const text::Encoding encoding : {text::Encoding::cp932, text::Encoding::utf8}) {
        const Read first = read(bytes, encoding);
        if (first.clean && !has_empty_record(first.rows)) {
            const std::string again = written(first.rows, encoding);
            const bool ambiguous = text::encoding_mismatch(again, encoding).has_value();
            require(ambiguous || read(again, encoding).rows == first.rows);
        }
    }
    return 0;
}

} // namespace renkei::fuzz::csv_fuzz
