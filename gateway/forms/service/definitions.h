// The definitions a validation works with: those of the module validate.
#pragma once

#include "gateway/fhir/validate/walk/loaded_definitions.h"

namespace renkei::service {

using Definitions = validate::LoadedDefinitions;
using validate::DefinitionSettings;

} // namespace renkei::service
