// From a Structure to its plan.
#pragma once

#include "gateway/validate/knowledge.h"

namespace renkei::validate {

// Fills `out`, which names its structure already.
void compile_plan(const Knowledge& knowledge, StructurePlan& out);

// "a.extension('u').resolve().ofType(Patient)"
DiscriminatorPlan compile_discriminator(const profiles::Discriminator& discriminator, const defs::Defs& defs);

} // namespace renkei::validate
