// Rows of a group, with the rows within them, as one table: a line for each row of the innermost group, and
// what a row above says spans the lines of its own rows, as on the paper form.
#pragma once

#include "gateway/forms/html/section_items.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::html {

using RowSpan = std::span<record::Row* const>;

// What a row says to some items, as HTML: the first is the value, the others stand below it with their names.
std::string cell_html(const Answers& answers, const SectionItems& items, const record::Row& row,
                      std::span<const form::ItemId> of);

// As the form counts the rows of its group.
std::uint32_t row_number(const Answers& answers, const record::Row& row);

class RowsTable {
public:
    // All must outlive it. The columns are those that the mapping names, then all others that some row
    // states.
    RowsTable(const Answers& answers, const SectionItems& items, form::GroupId group, RowSpan rows);

    // Can a table show the rows? Not if two groups stand side by side within one row, or if it is too wide.
    bool fits() const { return is_chain_ && (is_declared_ || columns_.size() <= most_columns()); }
    bool has_restricted() const;
    std::string html() const;

private:
    struct Column {
        std::string_view name;
        std::string_view over;
        std::vector<form::ItemId> items; // of one group
        std::size_t level = 0;           // of that group in `chain_`
        bool is_restricted = false;
        bool is_number = false;
    };

    std::size_t most_columns() const;
    void find_chain();
    void find_columns();
    void add_column(std::string_view name, std::string_view over, form::ItemId item);
    bool is_stated(form::ItemId item, std::size_t level, RowSpan rows) const;
    bool counts_rows() const;
    std::string head() const;
    std::vector<std::string> lines(const record::Row& row, std::size_t level) const;
    std::string own_cells(const record::Row& row, std::size_t level, std::string_view span) const;

    const Answers& answers_;
    const SectionItems& items_;
    RowSpan rows_;
    std::vector<form::GroupId> chain_; // from the group to the innermost one
    std::vector<Column> columns_;
    bool is_chain_ = true;
    bool is_declared_ = false;   // the first column is the one that the mapping names first
    bool is_counted_ = false;    // by the page
    bool is_restricted_ = false; // as a whole
};

} // namespace renkei::html
