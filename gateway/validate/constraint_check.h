// Invariants: FHIRPath expressions of definitions.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

// `holder`: a node of the resource that %resource means; none: the one the value belongs to.
void check_constraint(Check& check, const ConstraintPlan& constraint, Value value, defs::TypeId type,
                      json::NodeId holder);

} // namespace renkei::validate
