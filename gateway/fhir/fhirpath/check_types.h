// Checks the types of an expression before it is evaluated: names that no input can have,
// functions on the wrong type, order of unordered collections.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/fhir/fhirpath/expression.h"
#include "gateway/fhir/fhirpath/program.h"

namespace renkei::fhirpath {

diag::Result<void> check_types(const Program& program, const CompileOptions& options);

} // namespace renkei::fhirpath
