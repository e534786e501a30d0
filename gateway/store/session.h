// One connection and what its statements need beside it.
#pragma once

#include "gateway/audit/event.h"
#include "gateway/base/clock.h"
#include "gateway/store/damage.h"
#include "gateway/store/file_place.h"
#include "gateway/store/keys.h"
#include "gateway/store/opened_bodies.h"
#include "gateway/store/rows.h"
#include "gateway/store/settings.h"

#include <optional>

namespace renkei::store {

// The same for all connections of a store.
struct Shared {
    Shared(const Settings& how, const seal::KeyRing& masters, const base::Clock& time, const OwnKeys& own)
        : settings(how), clock(&time), ring(masters), keys(own), audit_seals(audit::key_of_seals(own.search)) {}
    Settings settings;
    const base::Clock* clock;
    Ring ring;
    OwnKeys keys;
    Hash audit_seals; // their key
    mutable OpenedBodies opened{}; // of all readers; locks itself
    FileIdentity file{}; // of the database, SQLite
    mutable CurrentPlace place{};
    mutable Moved moved{};
    mutable Damage damage{};
};

class Session {
public:
    Session(Connection& connection, const Shared& all) : sql(connection), shared(all) {}
    Connection& sql;
    const Shared& shared;
    // Where this node's chain ends, if this transaction has asked already; another program may go on with it as soon as it ends.
    std::optional<AuditEnd> audit_end{};
};

} // namespace renkei::store
