#include "gateway/store/examine.h"

#include "gateway/store/journal.h"
#include "gateway/store/keys.h"
#include "gateway/store/migrate.h"
#include "gateway/store/postgres_connection.h"
#include "gateway/store/sqlite_connection.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace renkei::store {
namespace {

using diag::Message;
namespace fs = std::filesystem;

diag::Result<void> want(const fs::path& path, int access, const fs::path& file) {
    return ::access(path.c_str(), access) == 0 ? diag::Result<void>() : diag::fail(Message::store_unusable, {.file = file.string()}, {std::strerror(errno)});
}

// Null: no file is there. One could be made there, if it may be.
diag::Result<std::unique_ptr<Connection>> look_at_file(const Settings& settings) {
    const fs::path& file = settings.file;
    if (::access(file.c_str(), F_OK) == 0 || errno != ENOENT) {
        TRY_VOID(want(file, R_OK | W_OK, file));
        if (settings.is_gateway) {
            TRY_VOID(Journal::check(settings));
        }
        return look_at_sqlite(file);
    }
    if (settings.if_missing == IfMissing::make) {
        TRY_VOID(want(file.has_parent_path() ? file.parent_path() : ".", W_OK | X_OK, file));
    }
    return std::unique_ptr<Connection>();
}

diag::Result<Found> look(Connection& sql, const seal::KeyRing* ring) {
    TRY(const std::size_t layout, layout_of(sql));
    if (layout == 0) {
        return Found::nothing;
    }
    if (ring != nullptr) {
        TRY_VOID(check_own_keys(sql, *ring));
    }
    return Found::store;
}

} // namespace

diag::Result<Found> examine(const Settings& settings, const seal::KeyRing* ring) {
    const bool is_file = settings.engine == Engine::sqlite;
    TRY(const std::unique_ptr<Connection> sql, is_file ? look_at_file(settings) : connect_postgres(settings.connection));
    if (sql == nullptr) {
        return Found::nothing;
    }
    diag::Result<Found> found = look(*sql, ring);
    if (!found && found.error().where.file.empty() && is_file) {
        found.error().where.file = settings.file.string();
    }
    return found;
}

tl::unexpected<diag::Error> missing(const Settings& settings) {
    return diag::fail(Message::store_missing, {.file = settings.engine == Engine::sqlite ? settings.file.string() : ""}, {std::string(setting_of(settings.engine))});
}

} // namespace renkei::store
