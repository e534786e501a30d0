// What to say of a record with a number of columns that its form does not have: how many are right, and where
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

    diag::Finding of(const csv::Record& record);

private:
    // How many cells stand in their places: at least the first number, at most the last.
    struct InPlace {
        std::uint32_t least;
        std::uint32_t most;
    };
    std::optional<InPlace> in_place(const csv::Record& record, std::uint32_t right);
    bool fits(std::string_view text, std::uint32_t column);
    std::string name_of(std::uint32_t column) const;

    const Columns* columns_;
    std::uint32_t examined_ = 0;                             // records whose values were looked at
    std::vector<std::optional<form::TextPattern>> patterns_; // of each column, made for the first finding
    base::Arena arena_;                                      // texts of the value at hand
};

} // namespace renkei::record
