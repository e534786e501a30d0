// Checks the types of an expression before it is evaluated: names that no input can have,
// functions on the wrong type, order of unordered collections.
#pragma once

#include "gateway/diag/result.h"
#include "gateway/fhirpath/expression.h"
#include "gateway/fhirpath/program.h"

namespace renkei::fhirpath {

diag::Result<void> check_types(const Program& program, const CompileOptions& options);

} // namespace renkei::fhirpath
