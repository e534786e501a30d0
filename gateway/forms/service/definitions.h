// The definitions a validation works with: those of the module validate, with our own made from the mappings
// in use.
#pragma once

#include "gateway/fhir/validate/walk/loaded_definitions.h"
#include "gateway/forms/publish/package.h"

namespace renkei::service {

using Definitions = validate::LoadedDefinitions;
using validate::DefinitionSettings;

// Our own package, of a folder of mappings and the profiles beside it. An error is what is returned; the
// report has what else was found.
diag::Result<publish::Package> make_own_package(const std::filesystem::path& mappings, diag::Report& report);

// For documents of the forms in this folder of mappings (empty: the installed ones). Our own code systems,
// value sets and profiles are made from it and the profiles beside it, and kept in the user's cache; a form
// that only this folder has is known like every other. An error is what is returned; the report has what
// else was found.
diag::Result<Definitions> open_definitions(const DefinitionSettings& settings,
                                           const std::filesystem::path& mappings, diag::Report& report);

} // namespace renkei::service
