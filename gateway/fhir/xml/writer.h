// A FHIR resource in JSON -> FHIR XML text. What XML cannot express is reported, with its place in the JSON.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/json/tree.h"
#include "gateway/fhir/definitions/r4_definitions.h"

#include <string>

namespace renkei::xml {

enum class Layout { compact, indented }; // indented: every element in a line of its own, for people

// Appends to `out`: the XML declaration and the resource, elements in the order of the definitions. `tree`
// was read with r4.names(). The error: `resource` is no resource of R4.
[[nodiscard]] diag::Result<void> write(const json::Tree& tree, json::NodeId resource,
                                       const definitions::R4Definitions& r4, std::string& out,
                                       diag::Report& report, Layout layout = Layout::compact);

} // namespace renkei::xml
