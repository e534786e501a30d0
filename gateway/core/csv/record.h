// One record of a CSV file: its cells and what was wrong with it.
#pragma once

#include "gateway/core/diag/finding.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace renkei::csv {

struct Cell {
    std::string_view text;    // UTF-8, line breaks are LF; lies in the reader's input or in its arena
    std::uint64_t offset = 0; // of its first byte in the file; of the quote, if it is quoted
    std::uint32_t line = 0;   // from 1, where it begins
    bool quoted = false;
};

// Reused from record to record.
struct Record {
    std::vector<Cell> cells;
    std::uint32_t number = 0; // from 1
    std::uint32_t line = 0;
    std::uint64_t offset = 0;
    // Findings about this record or, when reading stopped, about the file. Those of a cell say which one
    // (where.cell): the caller knows the form, fills in item and printed name, and puts them into its report.
    std::vector<diag::Finding> findings;
};

// Place of a cell for a finding; `cell` counts from 1.
diag::Where where(const Record& record, std::uint32_t cell);

} // namespace renkei::csv
