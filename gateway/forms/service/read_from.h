// Where in a bundle an item is read from, said where that helps.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/mapping/plan/plan.h"

namespace renkei::service {

// Adds one finding for each item of `found` that must be filled and is empty, or beside whose place something
// was left over. Each item once.
void report_read_from(const mapping::Plan& plan, const diag::Report& found, diag::Report& out);

} // namespace renkei::service
