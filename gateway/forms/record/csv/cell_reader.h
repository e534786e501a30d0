// One CSV cell into a record, whatever kind its column is.
#pragma once

#include "gateway/core/csv/record.h"
#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/record/value/unmapped_content.h"

namespace renkei::record {

// What all cells of one CSV record share.
struct CellContext {
    const csv::Record& source;
    Record& record;
    const UnmappedContent& unmapped;
    ReadMode read_mode;
    diag::Report& report;
};

// `row` is the row the cell's items belong to. An empty cell has no value.
void read_cell(const CellContext& context, const form::Cell& cell, Row& row);

// What an empty cell lacks: some columns have a text for "no value" and are never empty.
void read_empty(const CellContext& context, const form::Cell& cell);

// Canonical text of a cell or a part of it, in the record's arena; empty if there is none. What was odd is in
// the report.
std::string_view read_text(const CellContext& context, std::uint32_t column, const form::Item& item,
                           std::string_view text);

} // namespace renkei::record
