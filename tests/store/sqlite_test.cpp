// What holds for the embedded store only: its files, several programs on one of them, a full disk.
#include "gateway/core/base/file.h"
#include "gateway/network/store/inspect.h"
#include "gateway/network/store/session/session.h"
#include "gateway/network/store/sql/sqlite_connection.h"
#include "generated/messages/store.h"

#include "tests/store/child.h"
#include "tests/store/kit.h"
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <random>
#include <thread>

namespace renkei::store::sqlite_test {
namespace {

mode_t mode_of(const fs::path& file) {
    struct stat about {};
    EXPECT_EQ(::stat(file.c_str(), &about), 0) << file;
    return about.st_mode & 0777U;
}

TEST(Sqlite, files_are_readable_by_their_owner_only_with_any_umask) {
    const mode_t before = ::umask(0);
    const Site site(Engine::sqlite);
    auto store = site.open();
    add(*store, "d");
    for (const std::string end : {"", "-wal", "-shm"}) {
        EXPECT_EQ(mode_of(site.settings().file.string() + end), 0600U) << end;
    }
    store.reset();
    fs::permissions(site.settings().file, fs::perms(0644));
    store = site.open();
    EXPECT_EQ(mode_of(site.settings().file), 0600U) << "and made so again";
    ::umask(before);
}

TEST(Sqlite, no_personal_data_is_in_clear_in_the_files) {
    const Site site(Engine::sqlite);
    auto store = site.open();
    const std::string marker = "連携花子のしるし";
    NewVersion version = document(*store, "d", marker + std::string(100, 'x') + marker);
    version.version.title = marker;
    version.content = must(store->prepare(marker, {{BodyKind::original, marker}, {BodyKind::fhir, marker}}));
    const Version added = add(*store, version);
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.audit(event(added.document)));
        return it.store_response("hospital", hash_of("key"), {.response_body = marker},
                                 site.clock.now() + 1000);
    });
    EXPECT_EQ(must(store->read_value<std::optional<Version>>([&](const Snapshot& it) {
                  return it.newest(added.document);
              }))->title,
              marker);
    must(backup(*store, site.folder() / "backup", site.ring));
    const auto clean = [&] {
        std::size_t files = 0;
        for (const fs::directory_entry& file : fs::directory_iterator(site.folder())) {
            EXPECT_EQ(must(base::read_file(file.path())).find(marker), std::string::npos) << file.path();
            ++files;
        }
        return files;
    };
    EXPECT_EQ(clean(), 5U) << "keys, backup, database, log, its index";
    store.reset();
    EXPECT_GE(clean(), 3U);
}

TEST(Sqlite, two_programs_write_to_one_file_in_turn) {
    const Site site(Engine::sqlite);
    auto store = site.open();
    Child child("write", {site.folder().string(), "100", "b"});
    for (int i = 0; i < 100; ++i) {
        const NewVersion version = document(*store, "a" + std::to_string(i));
        write(*store, [&](Transaction& it) -> diag::Result<void> {
            TRY_VOID(it.add(version, 0));
            return it.audit(event());
        });
    }
    EXPECT_EQ(child.exit_code(), 0);
    EXPECT_EQ(read<std::uint64_t>(*store, [](const Snapshot& it) { return it.document_count(); }), 200U);
    EXPECT_EQ(audit_count(*store), 200U);
}

// The last program that closes a database removes its log. A lock that got lost would make the second one
// here the last.
TEST(Sqlite, a_program_that_ends_does_not_touch_the_wal_of_a_running_one) {
    const Site site(Engine::sqlite);
    auto store = site.open();
    add(*store, "before");
    EXPECT_EQ(read<std::uint64_t>(*store, [](const Snapshot& it) { return it.document_count(); }), 1U)
        << "by a second connection";
    Child child("write", {site.folder().string(), "1", "b"});
    EXPECT_EQ(child.exit_code(), 0) << child.output();
    EXPECT_TRUE(fs::exists(site.settings().file.string() + "-wal"));
    EXPECT_EQ(read<std::uint64_t>(*store, [](const Snapshot& it) { return it.document_count(); }), 2U);
}

// Bytes that no compression makes fewer.
std::string noise(std::size_t size) {
    std::mt19937 random(1);
    std::string out(size, '\0');
    std::ranges::generate(out, [&] { return static_cast<char>(random()); });
    return out;
}

TEST(Sqlite, a_growing_wal_is_checkpointed_without_closing_the_database) {
    const Site site(Engine::sqlite);
    auto store = site.open();
    constexpr std::uintmax_t part = 1U << 20;
    const std::string bytes = noise(part);
    const auto before = fs::file_size(site.settings().file);
    for (int i = 0; i < 6; ++i) { // 1,500 pages, and the writer itself would wait for 8,000
        add(*store, "d" + std::to_string(i), bytes);
    }
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (fs::file_size(site.settings().file) < before + part &&
           std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
    EXPECT_GE(fs::file_size(site.settings().file), before + part);
    EXPECT_EQ(read<std::uint64_t>(*store, [](const Snapshot& it) { return it.document_count(); }), 6U);
}

TEST(Sqlite, two_programs_of_one_name_share_one_audit_chain) {
    const Site site(Engine::sqlite);
    auto store = site.open("a");
    Child child("write", {site.folder().string(), "50", "a"});
    for (int i = 0; i < 50; ++i) {
        write(*store, [&](Transaction& it) { return it.audit(event()); });
    }
    EXPECT_EQ(child.exit_code(), 0);
    EXPECT_EQ(audit_count(*store), 100U);
}

// To put one there, write access to the file is enough.
TEST(Sqlite, a_trigger_that_somebody_put_into_the_file_drops_no_audit_event) {
    const Site site(Engine::sqlite);
    static_cast<void>(site.open());
    const std::unique_ptr<Connection> other =
        must(connect_sqlite(site.settings().file, SqliteAccess::write, IfMissing::refuse));
    must(other->script("CREATE TRIGGER drops BEFORE INSERT ON audit_event BEGIN SELECT RAISE(IGNORE); END"));
    const auto store = site.open();
    write(*store, [&](Transaction& it) { return it.audit(event()); });
    EXPECT_EQ(audit_count(*store), 1U);
}

// A file lost some of its pages: reads of these fail with a message that says what to do.
TEST(Sqlite, a_damaged_page_is_reported_as_damage) {
    const Site site(Engine::sqlite);
    const auto page_of = [&](std::string_view table) {
        std::int64_t out = 0;
        const std::unique_ptr<Connection> sql =
            must(connect_sqlite(site.settings().file, SqliteAccess::read, IfMissing::refuse));
        must(sql->run("SELECT rootpage FROM sqlite_master WHERE name = $1", {std::string(table)},
                      [&](const SqlRow& row) { out = row.integer(0); }));
        return out;
    };
    const auto damage = [&](std::int64_t place) {
        std::fstream file(site.settings().file, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(place);
        file << std::string(200, '\xff');
    };
    constexpr std::int64_t page = 4096;
    const std::string document_of_before = add(*site.open(), "d").document;
    must(check_integrity(site.settings()));
    damage((page_of("version") - 1) * page);
    EXPECT_EQ(message_of(check_integrity(site.settings())), diag::message::store_damaged);
    auto store = site.open();
    EXPECT_EQ(store->health().damage, "") << "nothing was read there yet";
    const auto versions = [&]() -> diag::Result<void> {
        return store->read([&](const Snapshot& it) -> diag::Result<void> {
            TRY_VOID(it.versions(document_of_before));
            return {};
        });
    };
    must(store->read([&](const Snapshot& it) -> diag::Result<void> {
        EXPECT_FALSE(it.versions(document_of_before)); // the job does not report it
        return {};
    }));
    EXPECT_NE(store->health().damage, "");
    EXPECT_EQ(message_of(versions()), diag::message::store_damaged);
    EXPECT_EQ(message_of(versions()), diag::message::store_damaged) << "of a new connection, too";
    const NewVersion other = document(*store, "other", "body");
    const auto refused = store->write([&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.add(other, 0));
        return {};
    });
    EXPECT_EQ(message_of(refused), diag::message::store_damaged);
    EXPECT_EQ(store->health().failures, 1U);
    write(*store, [](Transaction& it) { return it.audit(event()); }); // elsewhere in the file
    EXPECT_TRUE(store->health().writable);
    EXPECT_NE(store->health().damage, "") << "what was met is not forgotten";
    store.reset();
    damage(100); // behind what says that it is a database
    const auto opened = Store::open(site.settings(), site.ring, site.clock);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().message, diag::message::store_damaged);
    EXPECT_EQ(opened.error().where.file, site.settings().file.string());
}

// Settings of the writer's connection make the file full, or read-only, for it; SQLite then behaves as with
// such a disk. The writer takes a new connection after that, as if there were room again.
class Trouble : public testing::TestWithParam<std::pair<const char*, const char*>> {};
INSTANTIATE_TEST_SUITE_P(Sqlite, Trouble,
                         testing::Values(std::pair("full", "PRAGMA max_page_count = 1"),
                                         std::pair("read_only", "PRAGMA query_only = ON")),
                         [](const auto& about) { return std::string(about.param.first); });

TEST_P(Trouble, a_full_or_read_only_disk_gets_no_acknowledgement_and_recovers) {
    const Site site(Engine::sqlite);
    auto store = site.open();
    add(*store, "before");
    std::string noise(200'000, ' '); // more than the free pages of a new database hold
    std::mt19937 random(1);
    for (char& byte : noise) {
        byte = static_cast<char>(random() & 0xFFU);
    }
    const NewVersion large = document(*store, "large", noise);
    const auto result = store->write([&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.session().sql.run(GetParam().second, {}));
        TRY_VOID(it.add(large, 0));
        return {};
    });
    EXPECT_EQ(message_of(result), diag::message::store_failed);
    EXPECT_FALSE(store->health().writable);
    EXPECT_NE(store->health().problem, "");
    EXPECT_FALSE(read<std::optional<std::string>>(
                     *store, [&](const Snapshot& it) { return it.document_id(large.key); })
                     .has_value())
        << "reading goes on";
    add(*store, large);
    EXPECT_TRUE(store->health().writable);
    EXPECT_EQ(read<std::uint64_t>(*store, [](const Snapshot& it) { return it.document_count(); }), 2U);
}

// The log may not grow: the commit itself fails.
TEST(Sqlite, a_failed_commit_is_reported_to_every_caller) {
    const Site site(Engine::sqlite);
    site.open();
    Child child("full", {site.folder().string()});
    EXPECT_EQ(child.exit_code(), 0) << child.output();
    auto store = site.open();
    EXPECT_EQ(audit_count(*store), 2U) << "before and after";
    EXPECT_EQ(read<std::uint64_t>(*store, [](const Snapshot& it) { return it.document_count(); }), 2U);
}

TEST(Sqlite, a_file_that_is_no_database_is_reported) {
    const Site site(Engine::sqlite);
    must(base::write_file(site.settings().file, "this is no database, but long enough to be looked at as one",
                          base::Overwrite::yes));
    EXPECT_EQ(message_of(Store::open(site.settings(), site.ring, site.clock).map([](auto&&) {})),
              diag::message::store_foreign);
}

} // namespace
} // namespace renkei::store::sqlite_test
