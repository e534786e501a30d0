#pragma once

#include "gateway/core/diag/finding.h"

#include <optional>

namespace renkei::diag {

// The same findings, none of them an error; `only`: of this message, all others stay as they are.
Report as_warnings(const Report& report, std::optional<Message> only = std::nullopt);

} // namespace renkei::diag
