// Whether a document of another program refers to the same persons, offices and things as ours.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/conform/compared_bundle.h"

namespace renkei::conform {

// Reports references that lead to another resource than ours do. How they are written is free, and so are
// references that ours does not have, and those of sections.
void check_references(const ComparedBundle& bundle, diag::Report& report);

} // namespace renkei::conform
