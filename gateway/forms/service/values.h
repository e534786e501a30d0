// A record as a list of values, and the values that are lost between two versions of a form.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/record/value/record.h"

#include <string>
#include <utility>
#include <vector>

namespace renkei::service {

// "visits[0].vitals.temperature" and its canonical text, in the order of the form.
using Values = std::vector<std::pair<std::string, std::string>>;
Values values_of(const record::Record& record);

// `to` was made from `from` over their common bundle: what did not arrive, item by item.
void report_version_loss(const record::Record& from, const record::Record& to, diag::Report& report);

} // namespace renkei::service
