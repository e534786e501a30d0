// The finding that says why something could not be checked.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/fhir/terminology/coding.h"

namespace renkei::terminology {

// `unchecked` must state a reason (not Unchecked::no).
diag::Finding finding(const UncheckedReason& unchecked, diag::Where where);

} // namespace renkei::terminology
