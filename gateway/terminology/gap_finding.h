// The sentence for what could not be checked.
#pragma once

#include "gateway/diag/finding.h"
#include "gateway/terminology/coding.h"

namespace renkei::terminology {

// Of a gap that is one.
diag::Finding finding(const Gap& gap, diag::Where where);

} // namespace renkei::terminology
