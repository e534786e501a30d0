// Properties of a code system: as they are declared, and as its concepts use them.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void check_properties(Check& check, json::NodeId code_system, const std::vector<json::NodeId>& concepts);

} // namespace renkei::validate
