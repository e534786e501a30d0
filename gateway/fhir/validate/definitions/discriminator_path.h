// Where the path of a discriminator leads within a definition, without reading values.
#pragma once

#include "gateway/fhir/validate/definitions/instance_snapshot.h"

namespace renkei::validate {

// False if nothing can ever stand at the end of the path. A path that is not known leads somewhere.
bool leads_somewhere(const ValidationRun& validation, const InstanceSnapshot& snapshot,
                     std::string_view element_id, std::string_view path);

} // namespace renkei::validate
