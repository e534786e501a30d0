// Rows of a group as a week or a month, as on the paper form: what the mapping's `week:` and `month:` say.
#pragma once

#include "gateway/core/time/date.h"
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

// A column for each day of a month; of none: 31 days.
class MonthDays {
public:
    explicit MonthDays(const time::Date& month);

    unsigned last() const { return last_; }
    std::string text() const; // 2026年3月
    // Up to its rows, scrolled. `columns`: cells of the head before the days. All are HTML.
    std::string begin_table(std::string_view name, std::string_view columns,
                            bool is_restricted = false) const;
    std::string cell(unsigned day, std::string_view html, bool differs = false) const;

private:
    bool is_weekend(unsigned day) const;

    time::Date month_;
    unsigned last_;
    bool has_names_;
    unsigned first_ = 0; // weekday of the first day, from Sunday
};

// The month of the first row with a date: a line for all rows that say the same but for the day and the
// count.
Grid month_grid(const Answers& answers, const SectionItems& items, const mapping::PageTable& table,
                RowSpan rows);

} // namespace renkei::html
