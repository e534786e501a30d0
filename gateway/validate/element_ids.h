// Element.id: unique within its resource (R4 element.html).
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

// Of the whole document; of a resource inside of it nothing is left to check.
void check_element_ids(Check& check, json::NodeId resource);

} // namespace renkei::validate
