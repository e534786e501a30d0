// Bundles: full URLs, entries of each kind of bundle, what a document must hold and reach.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void check_bundle(Check& check, json::NodeId resource);

} // namespace renkei::validate
