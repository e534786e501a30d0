// The names that may stand in the path of a finding: of elements and types of FHIR, and of items of the
// forms.
#pragma once

#include "gateway/core/diag/without_values.h"
#include "gateway/forms/service/workspace.h"

namespace renkei::service {

// What is given lives longer than the result.
diag::IsName path_names(const definitions::R4Definitions& r4);
diag::IsName path_names(Workspace& workspace);

} // namespace renkei::service
