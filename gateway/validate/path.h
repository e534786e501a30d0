// Where a node stands, as FHIRPath over FHIR's types: "Observation.value.ofType(Quantity).unit".
#pragma once

#include "gateway/validate/document.h"

#include <string>

namespace renkei::validate {

std::string path_of(const Document& document, json::NodeId node);

} // namespace renkei::validate
