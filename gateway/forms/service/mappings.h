// Loads mappings. They are used only if they are valid and fit the profiles that they claim.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"

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

} // namespace renkei::service
