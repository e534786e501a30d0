// A finding for those who see no input: logs of engines, dashboards.
#pragma once

#include "gateway/core/diag/finding.h"

namespace renkei::diag {

// The finding without what may quote the input: its value, the name of the file, and every argument that is
// neither a code with words of ours ({0:role}) nor a count ({0:count}); "…" stands in their places.
Finding without_values(Finding finding);

} // namespace renkei::diag
