// The elements of a StructureDefinition that is being validated.
#pragma once

#include "gateway/fhir/validate/definitions/instance_snapshot.h"

namespace renkei::validate {

void check_element_definitions(ValidationRun& validation, NodeId structure, const InstanceSnapshot& snapshot);

} // namespace renkei::validate
