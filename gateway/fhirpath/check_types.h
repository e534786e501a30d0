// Follows the types through an expression before it is asked of anything: names that no input could have,
// functions of the wrong type, order where there is none.
#pragma once

#include "gateway/diag/result.h"
#include "gateway/fhirpath/expression.h"
#include "gateway/fhirpath/program.h"

namespace renkei::fhirpath {

diag::Result<void> check_types(const Program& program, const CompileOptions& options);

} // namespace renkei::fhirpath
