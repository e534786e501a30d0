// Where the path of a discriminator leads within a definition, without reading values.
#pragma once

#include "gateway/fhir/validate/definitions/instance_snapshot.h"

namespace renkei::validate {

// False: nothing can ever stand there. What is not known leads somewhere.
bool leads_somewhere(const ValidationRun& validation, const InstanceSnapshot& snapshot,
                     std::string_view element_id, std::string_view path);

} // namespace renkei::validate
