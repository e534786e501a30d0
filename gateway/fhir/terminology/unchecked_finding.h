// The sentence for what could not be checked.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/fhir/terminology/coding.h"

namespace renkei::terminology {

// Of a gap that is one.
diag::Finding finding(const UncheckedReason& unchecked, diag::Where where);

} // namespace renkei::terminology
