// Findings as the libraries hand them out (gateway/include/renkei/finding.h).
#pragma once

#include "gateway/core/diag/finding.h"

#include <renkei/result.h>

namespace renkei {

Finding published(const diag::Finding& finding);
Findings published(const diag::Report& report);

} // namespace renkei
