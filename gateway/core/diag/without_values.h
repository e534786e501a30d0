// A finding for those who see no input: logs of engines, dashboards.
#pragma once

#include "gateway/core/diag/finding.h"

#include <functional>
#include <string_view>

namespace renkei::diag {

// Is this the name of an element of FHIR or of a form? Others are the invention of an input.
using IsName = std::function<bool(std::string_view)>;

// The finding without what may quote the input: its value, the name of the file, every argument that is not
// ours (`is_ours`), and every step of its path that is no such name; "…" stands in their places. A
// number in a JSON Pointer may be a name, too.
Finding without_values(Finding finding, const IsName& is_name);

} // namespace renkei::diag
