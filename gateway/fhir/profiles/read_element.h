// One ElementDefinition -> ElementDef, without its place among the others.
#pragma once

#include "gateway/fhir/profiles/structure.h"

namespace renkei::profiles {

ElementDef read_element(const json::Tree& tree, json::NodeId definition);

// type.code as FHIR calls it; of a FHIRPath type what the extension beside it says.
std::string_view type_code(const json::Tree& tree, json::NodeId type);

} // namespace renkei::profiles
