// Resources inside of resources: their ids.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void check_contained(Check& check, json::NodeId resource);

} // namespace renkei::validate
