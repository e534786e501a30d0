// What a snapshot says that cannot be followed.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/fhir/profiles/structure.h"

namespace renkei::profiles {

// Paths that are not of the profile's type, and codes that R4 does not have.
void check_structure(const Structure& structure, const definitions::R4Definitions& r4, diag::Report& report);
// A differential that demands more than the snapshot beside it.
void check_published_snapshot(const Structure& structure, diag::Report& report);

} // namespace renkei::profiles
