#include "gateway/network/store/inspect.h"

#include "gateway/core/base/filesystem.h"
#include "gateway/network/store/audit_spool.h"
#include "gateway/network/store/migrate.h"
#include "gateway/network/store/session/keys.h"
#include "gateway/network/store/session/session.h"
#include "gateway/network/store/sql/postgres_connection.h"
#include "gateway/network/store/sql/sqlite_connection.h"
#include "generated/messages/store.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace renkei::store {
namespace {

diag::Result<void> want(const fs::path& path, int access, const fs::path& file) {
    return ::access(path.c_str(), access) == 0
               ? diag::Result<void>()
               : diag::fail(message::store_unusable, {.file = file.string()}, {std::strerror(errno)});
}

std::uintmax_t size_of(const fs::path& file) {
    std::error_code missing;
    const std::uintmax_t out = fs::file_size(file, missing);
    return missing ? 0 : out;
}

// What lies beside a file shows that it is gone, and no first start. SQLite would take the log for a leftover
// and remove it, even for a look; it may be the only copy of what was last written. Audit events of a store
// come into no other one's chain.
diag::Result<void> want_nothing_left(const fs::path& real, const StoreSettings& settings) {
    const auto gone = [&](std::string_view why) {
        return diag::fail(message::store_unusable, {.file = settings.file.string()}, {std::string(why)});
    };
    if (size_of(real) != 0) {
        return {};
    }
    if (size_of(real.string() + "-wal") != 0) {
        return gone("it is gone or empty, but its log (-wal) is here");
    }
    return settings.is_gateway && AuditSpool::has_events(settings)
               ? gone("it is gone or empty, but audit events of it (-events) are here")
               : diag::Result<void>();
}

// Null if there is no file; then it has been checked that one could be made if the settings allow it. Files
// beside the database have the names that SQLite gives them, with links resolved.
diag::Result<std::unique_ptr<Connection>> look_at_file(const StoreSettings& settings) {
    const fs::path& file = settings.file;
    std::error_code unknown;
    const fs::path real = fs::weakly_canonical(fs::absolute(file, unknown), unknown);
    const bool is_named = fs::symlink_status(file, unknown).type() != fs::file_type::not_found;
    if (is_named) {
        TRY_VOID(want(file, R_OK | W_OK, file)); // a link that leads nowhere, too
    }
    if (is_named || settings.if_missing == IfMissing::make) {
        TRY_VOID(want(real.parent_path(), W_OK | X_OK, file));
    }
    if (settings.is_gateway) {
        TRY_VOID(AuditSpool::check(settings));
    }
    TRY_VOID(want_nothing_left(real, settings));
    return is_named ? open_sqlite_for_inspection(file) : std::unique_ptr<Connection>();
}

diag::Result<std::unique_ptr<Connection>> connect_for_inspection(const StoreSettings& settings) {
    return settings.engine == Engine::sqlite ? open_sqlite_for_inspection(settings.file)
                                             : connect_postgres(settings.connection);
}

diag::Result<StorePresence> look(Connection& sql, const seal::KeyRing* ring) {
    TRY(const std::size_t layout, layout_of(sql));
    if (layout == 0) {
        return StorePresence::absent;
    }
    if (ring != nullptr) {
        TRY_VOID(check_store_keys(sql, *ring));
    }
    return StorePresence::present;
}

diag::Result<void> check_pages(const fs::path& file) {
    constexpr std::string_view whole = "ok";
    std::string said(whole);
    const auto ask = [&]() -> diag::Result<void> {
        TRY(const std::unique_ptr<Connection> sql, open_sqlite_for_inspection(file));
        TRY_VOID(sql->run("PRAGMA quick_check(1)", {}, [&](const SqlRow& row) { said = row.text(0); }));
        // the text is the result of the check, behind the name of the database
        return said == whole ? diag::Result<void>()
                             : diag::fail(message::store_damaged, {}, {said.substr(said.rfind('\n') + 1)});
    };
    diag::Result<void> out = ask();
    if (!out) {
        out.error().where.file = file.string();
    }
    return out;
}

} // namespace

diag::Result<StorePresence> inspect(const StoreSettings& settings, const seal::KeyRing* ring) {
    const bool is_file = settings.engine == Engine::sqlite;
    TRY_VOID(check_file_system(settings));
    TRY(const std::unique_ptr<Connection> sql,
        is_file ? look_at_file(settings) : connect_postgres(settings.connection));
    if (sql == nullptr) {
        return StorePresence::absent;
    }
    diag::Result<StorePresence> found = look(*sql, ring);
    if (!found && found.error().where.file.empty() && is_file) {
        found.error().where.file = settings.file.string();
    }
    return found;
}

diag::Result<std::vector<policy::Peer>> read_stored_peers(const StoreSettings& settings) {
    TRY(const std::unique_ptr<Connection> sql, connect_for_inspection(settings));
    std::vector<policy::Peer> out;
    TRY_VOID(sql->run("SELECT id, entry FROM peer ORDER BY id", {}, [&](const SqlRow& row) {
        out.push_back(policy::read_stored_peer(row.view(0), row.view(1)));
    }));
    return out;
}

std::map<std::string, std::uint64_t> count_stored_documents(const StoreSettings& settings) {
    std::map<std::string, std::uint64_t> out;
    if (const auto sql = connect_for_inspection(settings)) {
        const auto counted = (*sql)->run(
            "SELECT form, count(*) FROM document WHERE live = 1 GROUP BY form", {},
            [&](const SqlRow& row) { out[row.text(0)] = static_cast<std::uint64_t>(row.integer(1)); });
        return counted ? out : std::map<std::string, std::uint64_t>();
    }
    return out;
}

std::vector<sharing::Insurer> read_stored_insurers(const StoreSettings& settings) {
    std::vector<sharing::Insurer> out;
    if (const auto sql = connect_for_inspection(settings)) {
        const auto found = (*sql)->run("SELECT entry FROM insurer", {}, [&](const SqlRow& row) {
            if (diag::Result<sharing::Insurer> insurer = sharing::read_insurer(row.view(0))) {
                out.push_back(*std::move(insurer));
            }
        });
        return found ? out : std::vector<sharing::Insurer>();
    }
    return out;
}

bool has_person_records(const StoreSettings& settings) {
    const auto sql = connect_for_inspection(settings);
    bool out = false;
    return sql &&
           (*sql)->run("SELECT 1 FROM person_record LIMIT 1", {}, [&](const SqlRow&) { out = true; }) && out;
}

diag::Result<void> read_stored(const StoreSettings& settings, const seal::KeyRing& ring,
                               const Store::ReadJob& job) {
    TRY(const std::unique_ptr<Connection> sql, connect_for_inspection(settings));
    TRY(const std::optional<StoreKeys> keys, find_store_keys(*sql, ring));
    if (!keys) {
        return missing_store(settings);
    }
    const base::SystemClock clock;
    const StoreContext shared(settings, ring, clock, *keys);
    Session session(*sql, shared);
    return job(Snapshot(session));
}

diag::Result<void> check_integrity(const StoreSettings& settings) {
    if (settings.engine != Engine::sqlite || size_of(settings.file) == 0) {
        return {};
    }
    const diag::Result<void> once = check_pages(settings.file);
    // a gateway may have been started meanwhile and have written where nothing was guarded
    return once ? once : check_pages(settings.file);
}

tl::unexpected<diag::Error> missing_store(const StoreSettings& settings) {
    return diag::fail(message::store_missing,
                      {.file = settings.engine == Engine::sqlite ? settings.file.string() : ""},
                      {std::string(setting_of(settings.engine))});
}

} // namespace renkei::store
