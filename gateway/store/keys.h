// The keys of one store: those of its own, kept in it under the master key, and the ring that holds the master keys now.
#pragma once

#include "gateway/seal/sealed.h"
#include "gateway/store/sql.h"

#include <memory>
#include <mutex>
#include <optional>

namespace renkei::store {

struct OwnKeys {
    seal::Hash search{};  // of everything that is searched by a keyed hash; where the key of the audit's seals comes from
    seal::Hash answers{}; // where the keys of kept answers come from
};

constexpr std::string_view search_key_name = "search";

// Makes them if they are not there. Keys of another ring are `store_other_key`.
diag::Result<OwnKeys> read_own_keys(Connection& sql, const seal::KeyRing& ring);
// Whether read_own_keys() would give them under this ring; makes and writes nothing.
diag::Result<void> check_own_keys(Connection& sql, const seal::KeyRing& ring);
// As the store has it now; nothing: it has none.
diag::Result<std::optional<seal::Hash>> find_search_key(Connection& sql, const seal::KeyRing& ring);
// One as its row in the store, or in a backup, has it.
diag::Result<seal::Hash> open_own_key(const seal::KeyRing& ring, std::string_view name, const seal::WrappedKey& wrapped);
// From now on rows may name the ring's current key. One that was retired never again: that ring is older than the store.
diag::Result<void> allow_master(Connection& sql, const seal::KeyRing& ring);
inline std::string retired_key(std::string_view id) { return "retired-key." + std::string(id); } // a setting
// Wraps those under an older master key anew; how many.
diag::Result<std::uint64_t> rewrap_own_keys(Connection& sql, const seal::KeyRing& ring);

// The ring of a running store can be replaced.
class Ring {
public:
    explicit Ring(const seal::KeyRing& ring) : ring_(std::make_shared<const seal::KeyRing>(ring)) {}
    std::shared_ptr<const seal::KeyRing> now() const {
        const std::lock_guard lock(mutex_);
        return ring_;
    }
    void replace(const seal::KeyRing& ring) {
        auto newer = std::make_shared<const seal::KeyRing>(ring);
        const std::lock_guard lock(mutex_);
        ring_.swap(newer);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const seal::KeyRing> ring_;
};

} // namespace renkei::store
