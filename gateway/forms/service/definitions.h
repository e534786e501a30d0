// The definitions a validation works with: those of the module validate, with our own made from the mappings
// in use.
#pragma once

#include "gateway/fhir/validate/walk/loaded_definitions.h"

namespace renkei::service {

using Definitions = validate::LoadedDefinitions;
using validate::DefinitionSettings;

// For documents of the forms in this folder of mappings (empty: the installed ones). Our own code systems,
// value sets and profiles are made from it and the profiles beside it, and kept in the user's cache; a form
// that only this folder has is known like every other. The error: there is one in the report.
diag::Result<Definitions> open_definitions(const DefinitionSettings& settings,
                                           const std::filesystem::path& mappings, diag::Report& report);

} // namespace renkei::service
