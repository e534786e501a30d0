// One document = one CSV record.
#pragma once

#include "gateway/core/csv/writer.h"
#include "gateway/core/text/repertoire.h"
#include "gateway/forms/record/csv/cell_writer.h"
#include "gateway/forms/record/csv/columns.h"

#include <vector>

namespace renkei::record {

class WideWriter {
public:
    WideWriter(const Columns& columns, const UnmappedContent& unmapped, text::Encoding encoding,
               text::Characters characters)
        : columns_(&columns),
          unmapped_(&unmapped),
          encoding_(encoding),
          characters_(characters),
          rows_(columns.slots()) {}

    // Appends one line. What the line cannot say is in the report; after an error the line must not be used.
    void write(const Record& record, std::string& out, diag::Report& report);

private:
    struct Carried {
        std::uint32_t column;
        const Row* row;
    };

    void place_rows(const Record& record, diag::Report& report);
    void find_carried(const Record& record, diag::Report& report);
    void write_carried(const OutContext& context, std::uint32_t column, csv::Writer& writer);
    void add_losses(const OutContext& context) const;
    void add_group_losses(const OutContext& context, form::GroupId group) const;
    bool comes_back(const Record& record, const form::Item& item, form::ItemId id) const;

    const Columns* columns_;
    const UnmappedContent* unmapped_;
    text::Encoding encoding_;
    text::Characters characters_;
    std::vector<const Row*> rows_; // per slot
    std::vector<Carried> carried_;
    CellOut cell_;
};

} // namespace renkei::record
