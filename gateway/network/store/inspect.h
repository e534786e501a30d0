// Inspects the place of a store without creating or changing anything. May run beside a running gateway.
#pragma once

#include "gateway/network/policy/peer.h"
#include "gateway/network/sharing/insurer.h"
#include "gateway/network/store/store.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace renkei::store {

enum class StorePresence : bool { absent, present };

// Errors are those of Store::open. `ring`: also checks that the store's own keys open under it.
diag::Result<StorePresence> inspect(const StoreSettings& settings, const seal::KeyRing* ring = nullptr);

// Reads the whole file of an SQLite store, also while it is in use, which may take minutes: `store_damaged`,
// or why it cannot be read. PostgreSQL checks its pages itself.
diag::Result<void> check_integrity(const StoreSettings& settings);

// The peers of an existing store, which may have an older layout.
diag::Result<std::vector<policy::Peer>> read_stored_peers(const StoreSettings& settings);

// How many documents that are not withdrawn an existing store has of each form; empty: none, or they cannot
// be read.
std::map<std::string, std::uint64_t> count_stored_documents(const StoreSettings& settings);
// The insurers that it knows. In a store of an older layout: none.
std::vector<sharing::Insurer> read_stored_insurers(const StoreSettings& settings);

// Has an existing store records about persons (person_records.h)? In a store of an older layout: no.
bool has_person_records(const StoreSettings& settings);

// Runs the job on an existing store, which no lock holds still meanwhile. `store_missing` without its own
// keys; in a store of an older layout, the error of the first table or column that is not there.
diag::Result<void> read_stored(const StoreSettings& settings, const seal::KeyRing& ring,
                               const Store::ReadJob& job);

// The error of a missing store that may not be created.
tl::unexpected<diag::Error> missing_store(const StoreSettings& settings);

} // namespace renkei::store
