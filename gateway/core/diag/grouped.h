// A report for people: the same message about several entries of a bundle, or rows of a list, is printed
// once, with all its places.
#pragma once

#include "gateway/core/diag/finding.h"

namespace renkei::diag {

// Items that the other form has no place for are one line for each kind of row, with the first value of each.
// What is said of values that were withheld, or carried with more to know, stands first; else the findings
// are in the order of the first of each group. Its path holds the numbers of all entries:
// "Bundle.entry[0,11-25].resource.status (16 places)"; line and column are those of the first.
std::vector<Finding> grouped(const Report& report, Language language);

bool is_withheld(const Finding& finding); // a value is not carried, because that would change its meaning
bool is_about_carried(const Finding& finding); // a value is carried, but its readers must know more

} // namespace renkei::diag
