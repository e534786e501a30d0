// What our document of the record says beside it and theirs does not: nothing is lost for the record, but
// other readers are misled.
#pragma once

#include "gateway/forms/conform/compared_bundle.h"

namespace renkei::conform {

// Adds an error for each resource that theirs lacks, and for each modifier of R4 (isModifier) without which a
// resource says something else.
void check_missing(const ComparedBundle& bundle, diag::Report& report);

} // namespace renkei::conform
