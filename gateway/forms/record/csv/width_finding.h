// What to say of a record whose values do not stand in their columns: how many columns are right, and where
// the values leave their places.
#pragma once

#include "gateway/core/base/arena.h"
#include "gateway/core/csv/record.h"
#include "gateway/core/diag/finding.h"
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/record/csv/columns.h"

#include <optional>
#include <vector>

namespace renkei::record {

class WidthFinding {
public:
    explicit WidthFinding(const Columns& columns) : columns_(&columns) {}

    diag::Finding of(const csv::Record& record); // its number of columns is wrong

    // Adds what was found in a record with the right number of columns. Before values that were refused
    // stands that all of them are shifted, if the values say so: a column is missing, and one too many
    // elsewhere.
    void append(const csv::Record& record, const diag::Report& found, diag::Report& report);

private:
    // How many cells stand in their places: at least the first number, at most the last.
    struct InPlace {
        std::uint32_t least;
        std::uint32_t most;
    };
    std::optional<InPlace> in_place(const csv::Record& record, std::uint32_t right);
    struct Shift {
        std::uint32_t first;      // index of the first column that is missing or too many …
        std::uint32_t last_first; // … and the last that may be
        std::uint32_t behind;     // of the first column behind the shifted ones
        std::uint32_t columns;
        bool is_surplus; // the values stand too far right
    };
    // The sums of what contradicts, up to each column.
    struct Contradictions {
        std::vector<int> in_place;
        std::vector<int> empty;
        std::vector<int> filled; // cells that would stand in no column
    };
    struct BestShift {
        int contradicting;
        Shift shift;
    };
    Contradictions contradictions(const csv::Record& record);
    void find_shift(const csv::Record& record, const Contradictions& all, std::uint32_t columns,
                    bool is_surplus, BestShift& best);
    std::optional<diag::Finding> shifted(const csv::Record& record);
    bool fits(std::string_view text, std::uint32_t column);
    std::string name_of(std::uint32_t column) const;

    const Columns* columns_;
    std::uint32_t examined_ = 0;                             // records whose values were looked at
    std::vector<std::optional<form::TextPattern>> patterns_; // of each column, made for the first finding
    base::Arena arena_;                                      // texts of the value at hand
};

} // namespace renkei::record
