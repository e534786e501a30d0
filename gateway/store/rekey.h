// Data keys wrapped anew, while the store runs.
#pragma once

#include "gateway/store/store.h"

namespace renkei::store {

diag::Result<RekeyCount> rewrap_all(Store& store, const seal::KeyRing& ring);

} // namespace renkei::store
