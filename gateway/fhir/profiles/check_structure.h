// What a snapshot says that cannot be followed.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/fhir/profiles/structure.h"

namespace renkei::profiles {

// Paths that are not of the profile's type, codes that R4 does not have, and a differential that demands more
// than the snapshot.
void check_structure(const Structure& structure, const definitions::R4Definitions& r4, diag::Report& report);

} // namespace renkei::profiles
