// What two records do not share, and whether anybody said so.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/record/value/record.h"

#include <string>

namespace renkei::laws {

// Values that only one of the records has and whose item no line of the report names; empty if there are
// none. The order of codes, reasons, blank boxes and unknown keys does not count: it is the file's.
std::string silent_differences(const record::Record& before, const record::Record& after,
                               const diag::Report& report);

} // namespace renkei::laws
