// Rewraps data keys while the store runs.
#pragma once

#include "gateway/network/store/store.h"

namespace renkei::store {

diag::Result<RekeyCount> rewrap_all(Store& store, const seal::KeyRing& ring);
// Store::retire_old_keys
diag::Result<std::uint64_t> retire_master_keys(Store& store, const seal::KeyRing& ring);

} // namespace renkei::store
