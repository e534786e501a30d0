// Where the items of a form are in its FHIR documents, as FHIRPath over the Bundle.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/mapping/plan.h"

#include <string>
#include <vector>

namespace renkei::mapping {

// For each item the places where its value is written, in the order of the mapping; none: the item is in no
// resource (a document's own list of blank boxes, for example). Content that is read but never written is
// left out.
base::IdVector<ItemId, std::vector<std::string>> item_paths(const Plan& plan,
                                                            const definitions::R4Definitions& r4);

} // namespace renkei::mapping
