// A definition without the parts for readers: narrative, comments, requirements, mappings to other standards.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/packages/snapshots.h"

#include <string>

namespace renkei::packages {

// Appends the resource's JSON. A StructureDefinition with a snapshot loses its differential if that says
// nothing more; everything that a check, an expansion or a snapshot needs stays.
void append_without_prose(const json::Tree& tree, json::NodeId resource, Snapshots snapshots,
                          std::string& out);

} // namespace renkei::packages
