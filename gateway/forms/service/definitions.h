// Loads the mappings in use, and the definitions a validation works with: those of the module validate, with
// our own made from the mappings.
#pragma once

#include "gateway/fhir/validate/walk/loaded_definitions.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/publish/package.h"

#include <filesystem>

namespace renkei::service {

// The hand-written profiles that mappings are checked against: the folder `profiles` beside theirs, else what
// is installed.
diag::Result<std::filesystem::path> profiles_beside(const std::filesystem::path& mappings);

// The catalogue of the mappings in a folder; empty: of those installed, which were checked when they were
// built. Refused like by `renkei map check`, which shows all that is wrong; what was found is in the report.
diag::Result<catalogue::Catalogue> open_mappings(const std::filesystem::path& mappings, diag::Report& report);

// Canonical base of the catalogue's forms, without a slash at its end.
std::string canonical_base(const catalogue::Catalogue& catalogue);

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
