// Most elements of a profile only repeat the type's definition, or only require that the element exists: a
// walk along the profile skips their values.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/validate/walk/plan.h"

namespace renkei::validate {

// `plan`: of the element of a profile, complete; `of_type`: the same element as the type has it.
bool adds_no_value_constraint(const ChildPlan& child, const ElementPlan& plan,
                              const profiles::ElementDef& def, const profiles::ElementDef& of_type,
                              const definitions::R4Definitions& r4);

} // namespace renkei::validate
