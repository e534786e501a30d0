// Invariants: FHIRPath expressions of definitions.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void check_constraint(Check& check, const ConstraintPlan& constraint, Value value, defs::TypeId type);

} // namespace renkei::validate
