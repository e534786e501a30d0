// Does an input keep the rules of its form? Nothing is converted.
#pragma once

#include "gateway/service/outcome.h"
#include "gateway/service/source.h"

namespace renkei::service {

// Refused: it cannot be read, or it breaks a rule of severity error.
Outcome check(Worker& worker, const Input& input, const ReadSettings& settings);

}  // namespace renkei::service
