// One CSV record = one document.
#pragma once

#include "gateway/core/csv/record.h"
#include "gateway/forms/record/csv/cell_reader.h"
#include "gateway/forms/record/csv/columns.h"
#include "gateway/forms/record/csv/width_finding.h"

#include <vector>

namespace renkei::record {

class WideReader {
public:
    WideReader(const Columns& columns, const UnmappedContent& unmapped, ReadMode read_mode)
        : columns_(&columns),
          unmapped_(&unmapped),
          read_mode_(read_mode),
          width_finding_(columns),
          rows_(columns.slots()) {}

    // `record` is empty. After a finding of severity error it is not what the sender meant.
    void read(const csv::Record& source, Record& record, diag::Report& report);

private:
    bool has_width(const CellContext& context);
    bool may_carry(const CellContext& context) const;
    void make_rows(const csv::Record& source, Record& record);
    void read_surplus(const CellContext& context) const;

    const Columns* columns_;
    const UnmappedContent* unmapped_;
    ReadMode read_mode_;
    WidthFinding width_finding_;
    std::vector<Row*> rows_; // per slot: the row of a group of repeated columns that has a filled cell
};

// What the syntax gives by itself: fixed values, copies, row numbers.
void add_implied(Record& record, const form::Syntax& syntax);

} // namespace renkei::record
