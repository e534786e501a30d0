#include "gateway/network/store/sql/sqlite_connection.h"

#include "gateway/core/base/file_descriptor.h"
#include "gateway/network/store/files/file_mode.h"
#include "gateway/network/store/sql/sqlite_checkpoints.h"
#include "generated/messages/store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cstring>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace renkei::store {
namespace {

struct CloseSqlite {
    void operator()(sqlite3* it) const { sqlite3_close_v2(it); }
    void operator()(sqlite3_stmt* it) const { sqlite3_finalize(it); }
};
using SqliteStatement = std::unique_ptr<sqlite3_stmt, CloseSqlite>;

tl::unexpected<diag::Error> unusable(const std::filesystem::path& file, std::string_view why) {
    return diag::fail(message::store_unusable, {.file = file.string()}, {why});
}

// SQLite gives the files beside it the mode of this one. A file that exists is never opened here: closing it
// again would drop every lock that SQLite holds on it for this process (POSIX), and the next program that
// ends would delete the log in use.
diag::Result<void> make_private(const std::filesystem::path& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0 ||
        ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0 && ::chmod(file.c_str(), owner_only) != 0)) {
        return unusable(file, std::strerror(errno));
    }
    return {};
}

diag::Result<void> make_or_keep(const std::filesystem::path& file) {
    const base::FileDescriptor made(::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, owner_only));
    return made.ok() || errno == EEXIST ? make_private(file) : unusable(file, std::strerror(errno));
}

// page_size counts only in a new file. A very long WAL is truncated when it restarts.
constexpr std::string_view pragmas_of_all =
    "PRAGMA page_size=4096; PRAGMA busy_timeout=10000; PRAGMA temp_store=MEMORY;";
constexpr std::string_view use_log = "PRAGMA journal_mode=WAL;";
constexpr std::chrono::seconds longest_wait{10}; // for other programs; the busy_timeout above
constexpr std::string_view pragmas_of_writer = "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                                               "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-8192;";
constexpr std::string_view pragmas_of_readers = "PRAGMA query_only=ON; PRAGMA cache_size=-2048;";

constexpr int max_log_pages = 8000; // pages; most of them have been written back by then

// Of the file, not of a statement: whatever this connection remembers of the file is better forgotten.
constexpr int troubles[] = {SQLITE_FULL,    SQLITE_IOERR,  SQLITE_READONLY, SQLITE_CANTOPEN,
                            SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_NOMEM};

// True if content of the file is lost or cannot be read from the disk.
bool is_damage(int code) {
    return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB ||
           code == SQLITE_IOERR_CORRUPTFS;
}

// Another writer was first, or a master key was retired meanwhile.
constexpr int sqlite_conflicts[] = {SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY,
                                    SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_BUSY_SNAPSHOT};

class SqliteConnection final : public Connection {
public:
    explicit SqliteConnection(sqlite3* database) : database_(database) {}

    // From now on the log is written back to the database, as far as it can be beside the writer.
    void write_back(const std::filesystem::path& file) {
        checkpoints_ = std::make_unique<SqliteCheckpoints>(file);
        sqlite3_wal_hook(database_.get(), after_commit, checkpoints_.get());
    }

    // Otherwise the last connection to close would checkpoint the WAL and remove it.
    void keep_log() { sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr); }

    const Dialect& dialect() const override { return sqlite_dialect; }

    diag::Result<std::uint64_t> run(std::string_view sql, Values values, const OnRow& on_row) override {
        TRY(sqlite3_stmt* const statement, prepared(sql));
        bind(statement, values);
        int code = SQLITE_ROW;
        while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
            if (on_row) {
                on_row(row_of(statement));
            }
        }
        if (code != SQLITE_DONE) {
            const diag::Error error = failed().value();
            sqlite3_reset(statement);
            return tl::make_unexpected(error);
        }
        sqlite3_reset(statement);
        return static_cast<std::uint64_t>(sqlite3_changes64(database_.get()));
    }

    diag::Result<void> send(std::string_view sql, Values values) override {
        TRY_VOID(run(sql, values, {}));
        return {};
    }

    diag::Result<void> script(std::string_view sql) override {
        // BEGIN, COMMIT: said for every transaction
        if (!sql.empty() && sql.find(';') == std::string_view::npos) {
            return send(sql, {});
        }
        if (sqlite3_exec(database_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
            return failed();
        }
        return {};
    }

    bool in_transaction() const override { return sqlite3_get_autocommit(database_.get()) == 0; }
    bool is_alive() const override { return !in_trouble_; }

    bool has_moved() const override {
        int has_moved = 0;
        sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
        return has_moved != 0;
    }

    // Settings, or whatever else comes first: here it shows what the file is.
    diag::Result<void> greet(std::string_view sql, const std::filesystem::path& file) {
        const diag::Result<void> done = script(sql);
        if (!done && (sqlite3_errcode(database_.get()) & 0xff) == SQLITE_NOTADB) {
            return diag::fail(message::store_foreign, {.file = file.string()}, {setting_of(Engine::sqlite)});
        }
        if (!done && done.error().message == message::store_damaged) {
            return diag::fail(message::store_damaged, {.file = file.string()}, done.error().args);
        }
        return done ? done : unusable(file, done.error().args.front());
    }

    // Programs that open a new file at once each want to change it to WAL. SQLite refuses all but one of them
    // without its busy_timeout, for each holds a lock that the others wait for.
    diag::Result<void> greet_again_while_busy(std::string_view sql, const std::filesystem::path& file) {
        const auto deadline = std::chrono::steady_clock::now() + longest_wait;
        while (true) {
            diag::Result<void> done = greet(sql, file);
            if (done || (sqlite3_errcode(database_.get()) & 0xff) != SQLITE_BUSY ||
                std::chrono::steady_clock::now() >= deadline) {
                return done;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    }

private:
    // The writer itself checkpoints a long WAL, so that it can restart. A failed checkpoint is no failure of
    // the commit.
    static int after_commit(void* checkpoints, sqlite3* database, const char* name, int pages) {
        if (pages < max_log_pages) {
            static_cast<SqliteCheckpoints*>(checkpoints)->wal_has_pages(pages);
        } else {
            sqlite3_wal_checkpoint_v2(database, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        }
        return SQLITE_OK;
    }

    tl::unexpected<diag::Error> failed() {
        const int code = sqlite3_extended_errcode(database_.get());
        in_trouble_ = in_trouble_ || std::ranges::find(troubles, code & 0xff) != std::end(troubles);
        if (std::ranges::find(sqlite_conflicts, code) != std::end(sqlite_conflicts)) {
            return diag::fail(message::store_conflict, {}, {"-"});
        }
        const int system = sqlite3_system_errno(database_.get());
        const bool of_system = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
        std::string words = fmt::format("{}{}{} (SQLite {})", sqlite3_errmsg(database_.get()),
                                        of_system && system != 0 ? ": " : "",
                                        of_system && system != 0 ? std::strerror(system) : "", code);
        return is_damage(code) ? damaged(std::move(words))
                               : diag::fail(message::store_failed, {}, {std::move(words)});
    }

    diag::Result<sqlite3_stmt*> prepared(std::string_view sql) {
        if (const auto known = statements_.find(sql); known != statements_.end()) {
            return known->second.statement.get();
        }
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                               SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
            return failed();
        }
        Kept kept{std::make_unique<std::string>(sql), SqliteStatement(statement)};
        const std::string_view key = *kept.text;
        statements_.emplace(key, std::move(kept));
        return statement;
    }

    static void bind(sqlite3_stmt* statement, Values values) {
        assert(static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) == values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            const int at = static_cast<int>(i) + 1;
            // numbered by their first use
            assert(sqlite3_bind_parameter_name(statement, at) == fmt::format("${}", at));
            bind(statement, at, values[i]);
        }
    }

    static void bind(sqlite3_stmt* statement, int at, const SqlValue& value) {
        // a view of nothing has no address, but is not NULL
        const char* const bytes = value.view().empty() ? "" : value.view().data();
        switch (value.kind()) {
        case SqlValue::Type::null: sqlite3_bind_null(statement, at); break;
        case SqlValue::Type::number: sqlite3_bind_int64(statement, at, value.number()); break;
        case SqlValue::Type::text:
            sqlite3_bind_text64(statement, at, bytes, value.view().size(), SQLITE_STATIC, SQLITE_UTF8);
            break;
        case SqlValue::Type::bytes:
            sqlite3_bind_blob64(statement, at, bytes, value.view().size(), SQLITE_STATIC);
            break;
        }
    }

    SqlRow row_of(sqlite3_stmt* statement) {
        const int count = sqlite3_column_count(statement);
        columns_.clear();
        for (int i = 0; i < count; ++i) {
            columns_.push_back(column(statement, i));
        }
        return SqlRow(columns_);
    }

    static SqlValue column(sqlite3_stmt* statement, int i) {
        const int type = sqlite3_column_type(statement, i);
        if (type == SQLITE_INTEGER) {
            return sqlite3_column_int64(statement, i);
        }
        if (type == SQLITE_NULL) {
            return {};
        }
        const char* const bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
        const std::string_view view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, i)));
        return type == SQLITE_TEXT ? SqlValue(view) : SqlValue(Bytes{view});
    }

    struct Kept {
        std::unique_ptr<std::string> text; // what the key of the map views
        SqliteStatement statement;
    };
    // of the one that writes; before the database, which calls it
    std::unique_ptr<SqliteCheckpoints> checkpoints_;
    std::unique_ptr<sqlite3, CloseSqlite> database_;
    std::unordered_map<std::string_view, Kept> statements_; // behind the database: they go first
    std::vector<SqlValue> columns_;
    bool in_trouble_ = false;
};

// SQLite counts what it allocates under one lock for all connections, which is not needed here. This can be
// disabled only before its first use.
void count_no_memory() {
    static std::once_flag configured;
    std::call_once(configured, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

diag::Result<std::unique_ptr<SqliteConnection>> open_database(const std::filesystem::path& file,
                                                              const std::string& name, int how) {
    count_no_memory();
    sqlite3* database = nullptr;
    const int code =
        sqlite3_open_v2(name.c_str(), &database, how | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    auto out = std::make_unique<SqliteConnection>(database);
    if (code != SQLITE_OK) {
        return unusable(file, sqlite3_errstr(code));
    }
    // ours has neither; one that somebody else put into the file could drop an audit event as it is written
    for (const int feature :
         {SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_TRUSTED_SCHEMA}) {
        sqlite3_db_config(database, feature, 0, nullptr);
    }
    return out;
}

// "file:///…", with which SQLite takes parameters beside the name. Names of the log beside it are made from
// where links lead.
std::string uri_of(const std::filesystem::path& file) {
    std::string out = "file://";
    for (const char c : file.string()) {
        out += c == '%' || c == '?' || c == '#' ? fmt::format("%{:02X}", c) : std::string(1, c);
    }
    return out;
}

} // namespace

diag::Result<std::unique_ptr<Connection>> connect_sqlite(const std::filesystem::path& file, SqliteAccess use,
                                                         IfMissing if_missing) {
    TRY_VOID(if_missing == IfMissing::make ? make_or_keep(file) : make_private(file));
    TRY(std::unique_ptr<SqliteConnection> out, open_database(file, file.string(), SQLITE_OPEN_READWRITE));
    TRY_VOID(out->greet(pragmas_of_all, file));
    TRY_VOID(out->greet_again_while_busy(use_log, file));
    TRY_VOID(out->greet(use == SqliteAccess::write ? pragmas_of_writer : pragmas_of_readers, file));
    if (use == SqliteAccess::write) {
        out->write_back(file);
    }
    return out;
}

diag::Result<std::unique_ptr<Connection>> open_sqlite_for_inspection(const std::filesystem::path& file) {
    std::error_code unreadable;
    const std::filesystem::path real = std::filesystem::canonical(file, unreadable);
    if (unreadable) {
        return unusable(file, unreadable.message());
    }
    // without a WAL no program writes it
    const bool has_log = std::filesystem::exists(real.string() + "-wal", unreadable);
    TRY(std::unique_ptr<SqliteConnection> out,
        open_database(file, uri_of(real) + (has_log ? "?mode=ro" : "?immutable=1"),
                      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI));
    out->keep_log();
    TRY_VOID(out->greet("PRAGMA busy_timeout=10000; SELECT count(*) FROM sqlite_master;", file));
    return out;
}

} // namespace renkei::store
