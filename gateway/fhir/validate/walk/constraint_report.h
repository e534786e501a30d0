// Invariants: FHIRPath expressions of definitions.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

// Says what an invariant's answer means. One that cannot be read has none.
void report_constraint(ValidationRun& validation, const ConstraintPlan& constraint, json::NodeId place,
                       const diag::Result<fhirpath::InvariantResult>& answer);

} // namespace renkei::validate
