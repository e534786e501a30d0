// A store whose files are removed, moved or replaced while it is open acknowledges nothing any more.
#include "gateway/core/base/filesystem.h"
#include "gateway/network/store/session/session.h"
#include "gateway/network/store/sql/postgres_connection.h"
#include "gateway/network/store/sql/sqlite_connection.h"
#include "gateway/network/store/writer.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"
#include <fmt/format.h>

#include <array>
#include <atomic>
#include <thread>
#include <utility>

namespace renkei::store::file_location_test {
namespace {

const Store::WriteJob note = [](Transaction& it) { return it.audit(event()); };

void remove(const fs::path& file) { fs::remove(file); }
void rename(const fs::path& file) { fs::rename(file, file.string() + ".old"); }
// Replaces the file as a program does that writes a new one and renames it: same name, same bytes.
void replace(const fs::path& file) {
    fs::copy_file(file, file.string() + ".new");
    fs::rename(file.string() + ".new", file);
}

struct Change {
    const char* name;
    void (*make)(const fs::path& file);
};
constexpr std::array changes{Change{"removed", remove}, Change{"moved", rename}, Change{"replaced", replace}};
constexpr std::array endings{"", "-wal", "-shm"};

class Moved : public testing::TestWithParam<std::tuple<Change, const char*>> {
protected:
    void change() const {
        std::get<Change>(GetParam()).make(site.settings().file.string() + std::get<const char*>(GetParam()));
    }
    Site site{Engine::sqlite};
    std::unique_ptr<Store> store = site.open();
};
std::string case_name(const testing::TestParamInfo<Moved::ParamType>& about) {
    const std::string ending = std::get<const char*>(about.param);
    return fmt::format("{}_{}", ending.empty() ? "database" : ending.substr(1),
                       std::get<Change>(about.param).name);
}
INSTANTIATE_TEST_SUITE_P(A, Moved, testing::Combine(testing::ValuesIn(changes), testing::ValuesIn(endings)),
                         case_name);

TEST_P(Moved, file_refuses_the_next_write_and_all_later_ones) {
    must(store->write(note));
    change();
    EXPECT_EQ(message_of(store->write(note)), message::store_failed);
    EXPECT_EQ(message_of(store->write(note)), message::store_failed);
    const StoreHealth health = store->health();
    EXPECT_FALSE(health.writable);
    EXPECT_NE(health.moved.find(site.settings().file.filename().string() + std::get<const char*>(GetParam())),
              std::string::npos)
        << health.moved;
    EXPECT_EQ(health.moved.find(site.folder().string()), std::string::npos) << "callers may read it";
}

TEST_P(Moved, file_is_detected_without_a_write) {
    must(store->write(note));
    EXPECT_EQ(store->health().moved, "");
    change();
    EXPECT_NE(store->health().moved, "");
}

TEST_P(Moved, file_refuses_every_job_of_a_batch_and_runs_none_again) {
    std::atomic<int> runs = 0;
    std::atomic<int> refused = 0;
    std::atomic<bool> is_begun = false;
    std::atomic<bool> is_changed = false;
    std::vector<std::thread> callers;
    const auto job = [&](Transaction& it) -> diag::Result<void> {
        is_begun = true;
        while (!is_changed) { // so that the others come meanwhile, and share a commit
            std::this_thread::yield();
        }
        ++runs;
        return it.audit(event());
    };
    for (int i = 0; i < 8; ++i) {
        callers.emplace_back(
            [&] { refused += message_of(store->write(job)) == message::store_failed ? 1 : 0; });
    }
    while (!is_begun) {
        std::this_thread::yield();
    }
    change();
    is_changed = true;
    for (std::thread& caller : callers) {
        caller.join();
    }
    EXPECT_EQ(refused, 8);
    EXPECT_LE(runs, 8);
    EXPECT_NE(store->health().moved, "");
}

TEST(MovedBack, a_file_stays_refused_until_the_store_is_opened_again) {
    const Site site(Engine::sqlite);
    std::unique_ptr<Store> store = site.open();
    const fs::path file = site.settings().file;
    must(store->write(note));
    fs::rename(file, file.string() + ".away");
    ASSERT_EQ(message_of(store->write(note)), message::store_failed);
    fs::rename(file.string() + ".away", file);
    EXPECT_EQ(message_of(store->write(note)), message::store_failed);
    store.reset();
    store = site.open();
    must(store->write(note));
    EXPECT_EQ(store->health().moved, "");
}

// The moved log is still open, and goes back into the database when the store is closed.
TEST(MovedLog, keeps_all_acknowledged_writes) {
    const Site site(Engine::sqlite);
    std::unique_ptr<Store> store = site.open();
    for (int i = 0; i < 5; ++i) {
        must(store->write(note));
    }
    fs::remove(site.settings().file.string() + "-wal");
    EXPECT_EQ(message_of(store->write(note)), message::store_failed);
    store.reset();
    EXPECT_GE(audit_count(*site.open()), 5U);
}

TEST(MovedLink, to_another_file_is_detected) {
    const Site site(Engine::sqlite);
    StoreSettings settings = site.settings();
    fs::create_directory(site.folder() / "one");
    fs::create_directory(site.folder() / "other");
    settings.file = site.folder() / "store";
    fs::create_symlink(site.folder() / "one", settings.file);
    settings.file /= "renkei.db";
    const auto store = must(Store::open(settings, site.ring, site.clock));
    must(store->write(note));
    fs::remove(site.folder() / "store");
    fs::create_symlink(site.folder() / "other", site.folder() / "store");
    EXPECT_EQ(message_of(store->write(note)), message::store_failed);
}

TEST(StayedInPlace, a_store_that_other_programs_open_and_close_is_not_refused) {
    const Site site(Engine::sqlite);
    const auto store = site.open();
    for (int i = 0; i < 3; ++i) {
        must(site.open("b")->write(note));
        must(store->write(note));
        EXPECT_EQ(store->health().moved, "");
    }
}

// A connection that fails is replaced, and with the last one SQLite removes the log and makes a new one.
TEST(StayedInPlace, a_store_whose_connection_was_made_again_is_not_refused) {
    const Site site(Engine::sqlite);
    const auto store = site.open();
    for (int i = 0; i < 3; ++i) {
        const auto failed = store->write([](Transaction& it) -> diag::Result<void> {
            // as on a disk that became read-only
            TRY_VOID(it.session().sql.run("PRAGMA query_only = ON", {}));
            return it.set("note", "one");
        });
        EXPECT_EQ(message_of(failed), message::store_failed);
        must(store->write(note));
        EXPECT_EQ(store->health().moved, "");
    }
    EXPECT_EQ(audit_count(*store), 3U);
}

TEST(StayedInPlace, a_store_whose_log_is_written_back_is_not_refused) {
    const Site site(Engine::sqlite);
    const auto store = site.open();
    const std::string much(40'000, 'x');
    for (int i = 0; i < 600; ++i) { // 6,000 pages and more
        must(store->write([&](Transaction& it) { return it.set(fmt::format("setting {}", i), much); }));
    }
    EXPECT_EQ(store->health().moved, "");
}

// A connection whose first transaction does not begin, as while another program writes; the connection goes
// on.
class BusyAtFirst final : public Connection {
public:
    explicit BusyAtFirst(std::unique_ptr<Connection> inner) : inner_(std::move(inner)) {}
    const Dialect& dialect() const override { return inner_->dialect(); }
    diag::Result<std::uint64_t> run(std::string_view sql, Values values, const OnRow& on_row) override {
        return inner_->run(sql, values, on_row);
    }
    diag::Result<void> send(std::string_view sql, Values values) override {
        return inner_->send(sql, values);
    }
    diag::Result<void> script(std::string_view sql) override {
        if (sql == dialect().begin_write && std::exchange(is_busy_, false)) {
            return diag::fail(message::store_failed, {}, {"database is locked"});
        }
        return inner_->script(sql);
    }
    bool in_transaction() const override { return inner_->in_transaction(); }
    bool is_alive() const override { return inner_->is_alive(); }
    bool has_moved() const override { return inner_->has_moved(); }

private:
    std::unique_ptr<Connection> inner_;
    bool is_busy_ = true;
};

TEST(MovedLog, is_detected_on_a_new_connection_whose_first_transaction_did_not_begin) {
    const Site site(Engine::sqlite);
    site.open().reset(); // makes the tables
    const StoreSettings settings = site.settings();
    const StoreContext shared(settings, site.ring, site.clock, StoreKeys());
    const auto connect = [&] {
        return connect_sqlite(settings.file, SqliteAccess::write, IfMissing::refuse);
    };
    Writer writer(
        must(connect()),
        [&]() -> diag::Result<std::unique_ptr<Connection>> {
            return std::make_unique<BusyAtFirst>(must(connect()));
        },
        shared);
    const Store::WriteJob set = [](Transaction& it) { return it.set("note", "one"); };
    const Store::WriteJob fail = [](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.session().sql.run("PRAGMA query_only = ON", {})); // as on a disk that became read-only
        return it.set("note", "one");
    };
    must(writer.write(set));
    ASSERT_FALSE(writer.write(fail));
    ASSERT_EQ(message_of(writer.write(set)), message::store_failed) << "a new connection, which cannot begin";
    must(writer.write(set));
    fs::remove(settings.file.string() + "-wal");
    EXPECT_NE(shared.place.moved_file(), std::nullopt);
    EXPECT_EQ(message_of(writer.write(set)), message::store_failed);
    EXPECT_NE(shared.moved.text(), "");
}

// Another store under the same name, such as one that was created again under the same master key.
class MovedDatabase : public testing::Test {
protected:
    void SetUp() override {
        if (!PostgresServer::is_installed()) {
            GTEST_SKIP() << "no PostgreSQL here";
        }
    }
    // Each store of these tests is a schema of one database.
    static std::string schema_of(const Site& site) {
        const std::string connection = site.settings().connection;
        const std::size_t at = connection.find("search_path=") + 12;
        return connection.substr(at, connection.find('\'', at) - at);
    }
    static void run(const std::string& sql) {
        must(must(connect_postgres(Site(Engine::postgres, PostgresServer::own).settings().connection))
                 ->script(sql));
    }
    static void break_connections() {
        PostgresServer::own().stop_at_once();
        PostgresServer::own().start();
    }
};

TEST_F(MovedDatabase, of_the_same_name_is_refused_if_it_is_another_store) {
    const Site site(Engine::postgres, PostgresServer::own);
    const auto store = site.open();
    must(store->write(note));
    const Site other(Engine::postgres, PostgresServer::own);
    must(must(Store::open(other.settings(), site.ring, site.clock))->write(note));
    run(fmt::format("ALTER SCHEMA {0} RENAME TO {0}_old; ALTER SCHEMA {1} RENAME TO {0}", schema_of(site),
                    schema_of(other)));
    break_connections();
    EXPECT_FALSE(store->write(note));
    EXPECT_FALSE(store->write(note));
    EXPECT_NE(store->health().moved, "");
}

TEST_F(MovedDatabase, that_was_restarted_is_not_refused) {
    const Site site(Engine::postgres, PostgresServer::own);
    const auto store = site.open();
    must(store->write(note));
    break_connections();
    must(store->write(note));
    EXPECT_EQ(store->health().moved, "");
}

TEST_F(MovedDatabase, that_is_empty_accepts_no_writes) {
    const Site site(Engine::postgres, PostgresServer::own);
    const auto store = site.open();
    must(store->write(note));
    run(fmt::format("DROP SCHEMA {0} CASCADE; CREATE SCHEMA {0}", schema_of(site)));
    break_connections();
    EXPECT_FALSE(store->write(note));
    EXPECT_FALSE(store->health().writable);
    EXPECT_EQ(store->health().moved, "") << "a backup may come back into its place";
}

} // namespace
} // namespace renkei::store::file_location_test
