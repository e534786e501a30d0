// Filters of a value set: does the code system have the property, and what may it be compared with?
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

// include: of ValueSet.compose.include or exclude
void check_filters(Check& check, json::NodeId include, std::string_view system);

} // namespace renkei::validate
