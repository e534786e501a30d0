// One document = many CSV records: the document's cells and the keys of a level on every line, its other
// cells on its first line.
#pragma once

#include "gateway/core/csv/writer.h"
#include "gateway/core/text/repertoire.h"
#include "gateway/forms/record/csv/cell_writer.h"
#include "gateway/forms/record/csv/columns.h"

#include <vector>

namespace renkei::record {

class NestedWriter {
public:
    NestedWriter(const Columns& columns, const UnmappedContent& unmapped, text::Encoding encoding,
                 text::Characters characters);
    void write(const Record& record, std::string& out, diag::Report& report);

private:
    struct Step { // of the way from the document to the line's innermost row
        const Row* row;
        bool is_written; // its cells are on a line already
    };

    void write_below(const OutContext& context, csv::Writer& out);
    void write_line(const OutContext& context, csv::Writer& out);
    void add_losses(const OutContext& context, const Row& row) const;

    const Columns* columns_;
    const UnmappedContent* unmapped_;
    text::Encoding encoding_;
    text::Characters characters_;
    std::vector<form::GroupId> levels_;
    std::vector<Step> way_;
    CellOut cell_;
};

} // namespace renkei::record
