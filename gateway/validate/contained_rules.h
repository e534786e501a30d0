// Resources inside of resources: their ids, and whether something refers to them.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void check_contained(Check& check, json::NodeId resource);

} // namespace renkei::validate
