// The members of a value set, one after the other.
#pragma once

#include "gateway/terms/answers.h"
#include "gateway/terms/store.h"

namespace renkei::terms {

Expansion expand(Store& store, const ValueSetTable& set, const ExpandOptions& options);

} // namespace renkei::terms
