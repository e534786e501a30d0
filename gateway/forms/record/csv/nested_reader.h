// Many CSV records = one document: lines with equal document cells belong together, a level's row begins
// where one of its cells changes.
#pragma once

#include "gateway/core/csv/record.h"
#include "gateway/forms/record/csv/cell_reader.h"
#include "gateway/forms/record/csv/columns.h"
#include "gateway/forms/record/csv/width_finding.h"

#include <string>
#include <vector>

namespace renkei::record {

class NestedReader {
public:
    NestedReader(const Columns& columns, const UnmappedContent& unmapped, ReadMode read_mode);

    // Forgets the document that was being read.
    void begin() { has_document_ = false; }
    // Does the line begin another document than the one being read?
    bool is_next_document(const csv::Record& line) const;
    // Adds a line of the document to the record.
    void add(const csv::Record& line, Record& record, diag::Report& report);

private:
    struct CellValue {
        form::ItemId item;
        std::string_view text;
        std::uint32_t offset;
        std::uint32_t column;
    };

    bool has_width(const csv::Record& line, diag::Report& report);
    void read_cells(const CellContext& context);
    bool begins_row(const Record& record, std::size_t level) const;
    void report_later(const CellContext& context, std::size_t level) const;
    void fill(Record& record, Row& row, const std::vector<CellValue>& values) const;
    std::size_t level_of(form::GroupId group) const;

    const Columns* columns_;
    const UnmappedContent* unmapped_;
    ReadMode read_mode_;
    WidthFinding width_finding_;
    std::vector<form::GroupId> levels_;               // groups from the outside in; the first is the document
    std::vector<std::vector<CellValue>> line_values_; // per level: what the present line says
    std::vector<const form::Cell*> line_sets_; // sets of codes of the present line, in its innermost row
    std::vector<Row*> open_;                   // per level: the row that the next line may go on with
    std::vector<std::string> document_;        // the document's cells as written, by order of cells()
    bool has_document_ = false;
};

// The levels of a nested syntax from the document inwards.
std::vector<form::GroupId> levels_of(const form::Form& form);

} // namespace renkei::record
