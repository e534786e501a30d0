// The keys of one store: its own keys, stored under the master key, and the current ring of master keys.
#pragma once

#include "gateway/network/seal/sealed.h"
#include "gateway/network/store/sql/sql.h"

#include <memory>
#include <mutex>
#include <optional>

namespace renkei::store {

struct StoreKeys {
    // of everything that is searched by a keyed hash; where the key of the audit's seals comes from
    seal::Hash search{};
    // where the keys of kept answers and of records about persons come from
    seal::Hash answers{};
};

constexpr std::string_view search_key_name = "search";
constexpr std::string_view answers_key_name = "answers";

// Creates them if they do not exist. Keys of another ring are `store_other_key`.
diag::Result<StoreKeys> read_store_keys(Connection& sql, const seal::KeyRing& ring);
// Whether read_store_keys() would give them under this ring; makes and writes nothing.
diag::Result<void> check_store_keys(Connection& sql, const seal::KeyRing& ring);
// Those of the store; none: it lacks one. Makes and writes nothing.
diag::Result<std::optional<StoreKeys>> find_store_keys(Connection& sql, const seal::KeyRing& ring);
// One key, from its row in the store or in a backup.
diag::Result<seal::Hash> open_store_key(const seal::KeyRing& ring, std::string_view name,
                                        const seal::WrappedKey& wrapped);
// Allows rows to name the ring's current key. A retired key is refused: that ring is older than the store.
diag::Result<void> register_master_key(Connection& sql, const seal::KeyRing& ring);
inline std::string retired_key(std::string_view id) { return "retired-key." + std::string(id); } // a setting
// Wraps those under an older master key again; returns their number.
diag::Result<std::uint64_t> rewrap_store_keys(Connection& sql, const seal::KeyRing& ring);

// The ring of a running store can be replaced.
class CurrentKeyRing {
public:
    explicit CurrentKeyRing(const seal::KeyRing& ring) : ring_(std::make_shared<const seal::KeyRing>(ring)) {}
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
