// From a Structure to its plan.
#pragma once

#include "gateway/fhir/validate/walk/validation_context.h"

namespace renkei::validate {

// Fills `out`, which names its structure already.
void compile_plan(const ValidationContext& context, StructurePlan& out);

// "a.extension('u').resolve().ofType(Patient)"
DiscriminatorPlan compile_discriminator(const profiles::Discriminator& discriminator,
                                        const definitions::R4Definitions& r4);

} // namespace renkei::validate
