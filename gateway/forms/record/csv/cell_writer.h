// One CSV cell out of a record, whatever kind its column is, with what the column cannot say.
#pragma once

#include "gateway/forms/record/value/unmapped_content.h"

#include <string>

namespace renkei::record {

struct CellOut {
    std::string text{};               // without quotes; empty: an empty cell
    const form::Item* item = nullptr; // for findings: the item, or the first of several
    bool quoted = false;              // free text is in quotes
};

// What all cells of one document share.
struct OutContext {
    const Record& record;
    const UnmappedContent& unmapped;
    std::string_view syntax; // its id, for findings
    diag::Report& report;
};

// Fills `out`. `row` is the row the cell's items belong to. Columns without item are the caller's.
void write_cell(const OutContext& context, const form::Cell& cell, const Row& row, CellOut& out);

} // namespace renkei::record
