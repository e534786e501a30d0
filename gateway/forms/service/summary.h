// What became of a document's values, in numbers.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/record/value/record.h"

#include <optional>

namespace renkei::service {

// `record`: what was made; `report`: what was said on the way. Nothing if all of it was carried as it was.
std::optional<diag::Finding> summary_of(const record::Record& record, const diag::Report& report);

} // namespace renkei::service
