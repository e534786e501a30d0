// What the differential of a StructureDefinition demands and its published snapshot does not have.
#pragma once

#include "gateway/core/json/tree.h"

namespace renkei::packages {

// The first element of the differential that the snapshot does not have, or has without a rule or with wider
// cardinality; no_node: the snapshot says all of it, or there is no differential.
json::NodeId first_not_in_snapshot(const json::Tree& tree, json::NodeId definition);

} // namespace renkei::packages
