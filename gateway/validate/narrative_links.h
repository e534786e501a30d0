// Links in narratives, and links into them: do they lead to a place that is there (R4 narrative.html)?
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

// Of the whole document; of a resource inside of it nothing is left to check.
void check_narrative_links(Check& check, json::NodeId resource);

} // namespace renkei::validate
