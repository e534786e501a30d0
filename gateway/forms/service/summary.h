// What is said of a document when all else is said.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/value/record.h"

#include <optional>

namespace renkei::service {

// What became of its values, in numbers. `record`: what was made; `report`: what was said on the way. Nothing
// if all of it was carried as it was.
std::optional<diag::Finding> summary_of(const record::Record& record, const diag::Report& report);

// Where in a bundle an item is read from, said where that helps: adds one finding for each item of `found`
// that must be filled and is empty, or beside whose place something was left over. Each item once.
void report_read_from(const mapping::Plan& plan, const diag::Report& found, diag::Report& out);

} // namespace renkei::service
