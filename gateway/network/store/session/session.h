// One connection with the context that its statements need.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/audit/event.h"
#include "gateway/network/store/files/file_location.h"
#include "gateway/network/store/files/settings.h"
#include "gateway/network/store/rows/rows.h"
#include "gateway/network/store/session/damage_record.h"
#include "gateway/network/store/session/decrypted_body_cache.h"
#include "gateway/network/store/session/keys.h"

#include <optional>

namespace renkei::store {

// Shared by all connections of a store.
struct StoreContext {
    StoreContext(const StoreSettings& how, const seal::KeyRing& masters, const base::Clock& time,
                 const StoreKeys& own)
        : settings(how),
          clock(&time),
          ring(masters),
          keys(own),
          audit_seals(audit::key_of_seals(own.search)) {}
    StoreSettings settings;
    const base::Clock* clock;
    CurrentKeyRing ring;
    StoreKeys keys;
    Hash audit_seals;                    // their key
    mutable DecryptedBodyCache opened{}; // of all readers; locks itself
    FileIdentity file{};                 // of the database, SQLite
    mutable CurrentFileLocation place{};
    mutable MovedFileRecord moved{};
    mutable DamageRecord damage{};
    mutable SeenDamage seen_damage{};
};

class Session {
public:
    Session(Connection& connection, const StoreContext& all) : sql(connection), shared(all) {}
    Connection& sql;
    const StoreContext& shared;
    // Whether a prefetch() spares time, and nothing is written between it and its use.
    bool asks_ahead() const { return is_snapshot && shared.settings.engine == Engine::postgres; }
    bool is_snapshot = false;
    // Where this node's chain ends, if this transaction has asked already; another program may go on with it
    // as soon as it ends.
    std::optional<AuditEnd> audit_end{};
};

} // namespace renkei::store
