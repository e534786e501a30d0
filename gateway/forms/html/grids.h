// Rows of a group as a week or a month, as on the paper form: what the mapping's `week:` and `month:` say.
#pragma once

#include "gateway/forms/html/rows_table.h"

#include <string>
#include <vector>

namespace renkei::html {

struct Grid {
    std::string html{};               // empty: no row has a place in it
    std::vector<record::Row*> rest{}; // rows that have none: another month, a time that is none
    bool has_restricted = false;
};

// A column for each day and one for what is done every day, a line for each half hour. What overlaps stands
// in one box.
Grid week_grid(const Answers& answers, const SectionItems& items, const mapping::PageTable& table,
               RowSpan rows);

// The month of the first row with a date: a line for all rows that say the same but for the day and the
// count.
Grid month_grid(const Answers& answers, const SectionItems& items, const mapping::PageTable& table,
                RowSpan rows);

} // namespace renkei::html
