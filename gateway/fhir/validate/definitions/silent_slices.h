// Slices of a StructureDefinition as instance that no document can have: their discriminators have nothing to
// go by.
#pragma once

#include "gateway/fhir/validate/definitions/instance_snapshot.h"

namespace renkei::validate {

void check_silent_slices(ValidationRun& validation, json::NodeId definition,
                         const InstanceSnapshot& snapshot);

} // namespace renkei::validate
