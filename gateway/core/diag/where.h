// Where something was found: a place in a file, in a table, in a tree. Empty parts are not printed.
#pragma once

#include <cstdint>
#include <string>

namespace renkei::diag {

struct Where {
    std::string file{};
    std::uint64_t offset = 0;   // bytes from the start of the file; counts only if line > 0 or record > 0
    std::uint32_t line = 0;     // from 1; 0 = unknown
    std::uint32_t column = 0;   // from 1, in characters
    std::uint32_t record = 0;   // CSV: row of the table from 1
    std::uint32_t cell = 0;     // CSV: column of the table from 1; 0 = the row as a whole
    std::uint32_t document = 0; // of a file that holds several, from 1
    bool is_line_a_document = false; // the document that the place is in is this line of the file (NDJSON)
    std::string path{};              // FHIRPath with indices, or JSON Pointer

    bool operator==(const Where&) const = default;
};

// "a.csv:3:17: row 3 column 21 (byte 412)" or "b.json: Bundle.entry[1].resource.gender"; in the reader's
// language: finding.h
std::string to_text(const Where& where);

} // namespace renkei::diag
