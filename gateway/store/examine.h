// What is at the place of a store, seen by a look that makes, changes and brings up nothing. It may be taken beside a running gateway.
#pragma once

#include "gateway/policy/peer.h"
#include "gateway/seal/key_ring.h"
#include "gateway/store/settings.h"

namespace renkei::store {

enum class Found : bool { nothing, store };

// Errors are those that Store::open would end with. `ring`: whether the store's own keys open under it is asked, too.
diag::Result<Found> examine(const Settings& settings, const seal::KeyRing* ring = nullptr);

// Reads the whole file of an SQLite store, which may take minutes, beside whoever uses it: `store_damaged`, or why it cannot be read.
// PostgreSQL checks its pages itself.
diag::Result<void> look_for_damage(const Settings& settings);

// The peers of a store that was found. It may be of an older layout.
diag::Result<std::vector<policy::Peer>> look_at_peers(const Settings& settings);

// That none is there, for whom none is made.
tl::unexpected<diag::Error> missing(const Settings& settings);

} // namespace renkei::store
