// Findings of many cases that one mistake of the program explains: what to look at first.
#pragma once

#include "gateway/forms/conform/conform.h"

#include <vector>

namespace renkei::conform {

// Findings of one kind about one item, or at one place whatever the indices: "conform-element-other" at every
// Condition. As findings conform_cause with their number, that of the cases, and the first of them.
std::vector<diag::Finding> frequent_causes(const std::vector<CaseEvaluation>& evaluations,
                                           diag::Language language);

} // namespace renkei::conform
