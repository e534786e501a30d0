// Most elements of a profile only repeat what the type says, or ask besides that they be there: a walk along the profile need not look at
// their values.
#pragma once

#include "gateway/defs/defs.h"
#include "gateway/validate/plan.h"

namespace renkei::validate {

// `plan`: of the element of a profile, complete; `of_type`: the same element as the type has it.
bool says_nothing_of_values(const ChildPlan& child, const ElementPlan& plan, const profiles::ElementDef& def, const profiles::ElementDef& of_type,
                            const defs::Defs& defs);

} // namespace renkei::validate
