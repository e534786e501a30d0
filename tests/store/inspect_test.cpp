// The place of a store is looked at without touching it, and a program that only uses a store creates none.
#include "gateway/core/base/file.h"
#include "gateway/network/store/inspect.h"
#include "gateway/network/store/session/session.h"
#include "gateway/network/store/sql/sql.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"
#include <sqlite3.h>

#include <map>

namespace renkei::store::inspect_test {
namespace {

// Every file of a folder with its bytes.
std::map<std::string, std::string> content(const fs::path& folder) {
    std::map<std::string, std::string> out;
    for (const fs::directory_entry& file : fs::directory_iterator(folder)) {
        out.emplace(file.path().filename(), must(base::read_file(file.path())));
    }
    return out;
}

StoreSettings refusing(const Site& site) {
    StoreSettings out = site.settings();
    out.if_missing = IfMissing::refuse;
    return out;
}

diag::Error error_of_open(const StoreSettings& settings, const Site& site) {
    const auto opened = Store::open(settings, site.ring, site.clock);
    EXPECT_FALSE(opened.has_value());
    return opened ? diag::Error{} : opened.error();
}

class Inspect : public Contract {
protected:
    std::string place() const { return GetParam() == Engine::sqlite ? site->settings().file.string() : ""; }
};
RENKEI_ON_BOTH_ENGINES(Inspect);

TEST_P(Inspect, a_missing_store_is_absent_and_is_not_created) {
    const Site empty(GetParam());
    const auto before = content(empty.folder());
    for (const StoreSettings& settings : {empty.settings(), refusing(empty)}) {
        EXPECT_EQ(must(inspect(settings, &empty.ring)), StorePresence::absent);
        EXPECT_EQ(must(inspect(settings)), StorePresence::absent) << "not by the first look either";
    }
    EXPECT_EQ(content(empty.folder()), before);
}

TEST_P(Inspect, without_permission_to_create_it_is_refused_and_creates_none) {
    const Site empty(GetParam());
    const auto before = content(empty.folder());
    const diag::Error refused = error_of_open(refusing(empty), empty);
    EXPECT_EQ(refused.message, message::store_missing);
    EXPECT_EQ(refused.args,
              (std::vector<std::string>{GetParam() == Engine::sqlite ? "store.file" : "store.postgres"}));
    EXPECT_EQ(refused.where.file, GetParam() == Engine::sqlite ? empty.settings().file.string() : "");
    EXPECT_EQ(content(empty.folder()), before);
    EXPECT_EQ(must(inspect(empty.settings())), StorePresence::absent);
}

TEST_P(Inspect, a_store_is_found_while_it_runs_and_when_it_is_closed) {
    add(*store, "one");
    EXPECT_EQ(must(inspect(site->settings(), &site->ring)), StorePresence::present);
    store.reset();
    const auto before = content(site->folder());
    EXPECT_EQ(must(inspect(site->settings(), &site->ring)), StorePresence::present);
    EXPECT_EQ(content(site->folder()), before);
}

TEST_P(Inspect, a_store_knows_whether_this_opening_created_it) {
    EXPECT_TRUE(store->is_new());
    store.reset();
    EXPECT_FALSE(must(Store::open(refusing(*site), site->ring, site->clock))->is_new());
}

TEST_P(Inspect, keys_of_another_store_are_reported_with_their_file) {
    const seal::KeyRing other = must(seal::KeyRing::create(site->folder() / "other-keys"));
    const auto found = inspect(site->settings(), &other);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().message, message::store_other_key);
    EXPECT_EQ(found.error().where.file, (site->folder() / "other-keys").string());
    EXPECT_EQ(found.error().args, (std::vector<std::string>{site->ring.current().id, other.current().id}));
    EXPECT_EQ(must(inspect(site->settings())), StorePresence::present) << "keys were not requested";
}

// The newer key is in the file, but not in front: the file was put together wrongly.
TEST_P(Inspect, a_retired_current_key_is_reported_with_its_file) {
    const fs::path file = site->folder() / "keys";
    const std::string old_line = must(base::read_file(file));
    seal::KeyRing newer = must(seal::KeyRing::read(file));
    must(newer.add_key(file));
    must(store->rekey(newer));
    ASSERT_EQ(must(store->retire_old_keys(newer)), 0U);
    must(newer.drop_old(file));
    must(base::write_file(file, old_line + must(base::read_file(file)), base::Overwrite::yes));
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    const seal::KeyRing wrong = must(seal::KeyRing::read(file));
    const auto found = inspect(site->settings(), &wrong);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().message, message::store_key_retired);
    EXPECT_EQ(found.error().where.file, file.string());
}

TEST_P(Inspect, a_newer_layout_is_reported) {
    write(*store, [](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.session().sql.run("INSERT INTO store_layout (number) VALUES (999)", {}));
        return {};
    });
    const auto found = inspect(site->settings(), &site->ring);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().message, message::store_newer);
    EXPECT_EQ(found.error().where.file, place());
}

// PostgreSQL has the values of the row in its detail, and a log may get the error.
TEST_P(Inspect, the_error_of_a_statement_quotes_no_value) {
    const auto failed = store->write([](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.session().sql.run("INSERT INTO setting (name, value) VALUES ($1, $2)",
                                      {"連携 花子", SqlValue()}));
        return {};
    });
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, message::store_failed);
    EXPECT_EQ(failed.error().args.front().find("花子"), std::string::npos) << failed.error().args.front();
}

TEST(InspectFile, an_empty_file_is_no_store) {
    const Site site(Engine::sqlite);
    must(base::write_file(site.settings().file, "", base::Overwrite::yes));
    const auto before = content(site.folder());
    EXPECT_EQ(must(inspect(site.settings())), StorePresence::absent);
    EXPECT_EQ(error_of_open(refusing(site), site).message, message::store_missing);
    EXPECT_EQ(content(site.folder()), before);
    EXPECT_TRUE(site.open()->is_new());
}

// SQLite would take the log for a leftover of another file and remove it.
TEST(InspectFile, a_wal_without_its_database_is_not_removed) {
    const Site site(Engine::sqlite);
    const auto running = site.open();
    must(running->write([](Transaction& transaction) { return transaction.set("note", "one"); }));
    const fs::path log = site.settings().file.string() + "-wal";
    const std::string bytes = must(base::read_file(log));
    ASSERT_FALSE(bytes.empty());
    const Site other(Engine::sqlite);
    must(base::write_file(other.settings().file.string() + "-wal", bytes, base::Overwrite::no));
    for (const bool is_empty_there : {false, true}) {
        if (is_empty_there) {
            must(base::write_file(other.settings().file, "", base::Overwrite::no));
        }
        for (const StoreSettings& settings : {other.settings(), refusing(other)}) {
            EXPECT_EQ(message_of(inspect(settings).map([](auto&&) {})), message::store_unusable);
            EXPECT_EQ(error_of_open(settings, other).message, message::store_unusable);
            EXPECT_EQ(must(base::read_file(other.settings().file.string() + "-wal")), bytes);
        }
    }
}

// A disk that is not mounted.
TEST(InspectFile, a_dangling_link_is_refused_for_a_new_store) {
    const Site site(Engine::sqlite);
    fs::create_symlink(site.folder() / "elsewhere" / "store", site.settings().file);
    for (const StoreSettings& settings : {site.settings(), refusing(site)}) {
        EXPECT_EQ(message_of(inspect(settings).map([](auto&&) {})), message::store_unusable);
        EXPECT_EQ(error_of_open(settings, site).message, message::store_unusable);
    }
}

TEST(InspectFile, a_missing_store_with_spooled_audit_events_is_not_new) {
    const Site site(Engine::sqlite);
    must(base::write_file(site.settings().file.string() + "-events", std::string(100, 'x'),
                          base::Overwrite::no));
    StoreSettings settings = site.settings();
    EXPECT_EQ(must(inspect(settings)), StorePresence::absent) << "a command that restores it";
    settings.is_gateway = true;
    EXPECT_EQ(error_of_open(settings, site).message, message::store_unusable);
    EXPECT_FALSE(fs::exists(settings.file));
}

TEST(InspectFile, the_spool_file_is_checked_before_anything_is_created) {
    const Site site(Engine::sqlite);
    fs::create_directory(site.settings().file.string() + "-events");
    StoreSettings settings = site.settings();
    settings.is_gateway = true;
    EXPECT_EQ(error_of_open(settings, site).message, message::audit_spool_foreign);
    EXPECT_FALSE(fs::exists(settings.file));
}

TEST(InspectFile, a_file_that_is_no_database_is_reported_and_unchanged) {
    const Site site(Engine::sqlite);
    must(base::write_file(site.settings().file, std::string(5000, 'x'), base::Overwrite::yes));
    const auto before = content(site.folder());
    for (const StoreSettings& settings : {site.settings(), refusing(site)}) {
        const diag::Error error = error_of_open(settings, site);
        EXPECT_EQ(error.message, message::store_foreign);
        EXPECT_EQ(error.where.file, site.settings().file.string());
        EXPECT_EQ(error.args, (std::vector<std::string>{"store.file"}));
    }
    EXPECT_EQ(content(site.folder()), before);
}

// The second one is a store of 0.1.0, whose layouts have the numbers of today's.
TEST(InspectFile, the_database_of_another_program_is_reported_and_unchanged) {
    for (const char* const tables :
         {"CREATE TABLE bookmarks (place TEXT)", "CREATE TABLE layout (number BIGINT); INSERT INTO layout "
                                                 "VALUES (1); CREATE TABLE version (number BIGINT)"}) {
        const Site site(Engine::sqlite);
        sqlite3* other = nullptr;
        ASSERT_EQ(sqlite3_open(site.settings().file.c_str(), &other), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(other, tables, nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(other);
        const auto before = content(site.folder());
        EXPECT_EQ(error_of_open(site.settings(), site).message, message::store_foreign);
        EXPECT_EQ(error_of_open(refusing(site), site).message, message::store_foreign);
        EXPECT_EQ(content(site.folder()), before);
    }
}

TEST(InspectFile, a_missing_folder_is_an_error_for_a_new_store_and_otherwise_no_store) {
    const Site site(Engine::sqlite);
    StoreSettings nowhere = site.settings();
    nowhere.file = site.folder() / "no folder" / "store.db";
    EXPECT_EQ(error_of_open(nowhere, site).message, message::store_unusable);
    EXPECT_FALSE(inspect(nowhere).has_value());
    nowhere.if_missing = IfMissing::refuse;
    EXPECT_EQ(error_of_open(nowhere, site).message, message::store_missing);
    EXPECT_FALSE(fs::exists(nowhere.file.parent_path()));
}

TEST(InspectFile, a_name_with_sqlite_syntax_is_a_plain_name) {
    const Site site(Engine::sqlite);
    StoreSettings odd = site.settings();
    odd.file = site.folder() / "a%20b?mode=memory#c.db";
    Store::open(odd, site.ring, site.clock)->reset();
    EXPECT_EQ(must(inspect(odd, &site.ring)), StorePresence::present);
}

// The log has what the file has not, and its end is not written.
TEST(InspectFile, the_wal_of_a_killed_program_is_read_and_kept) {
    const Site site(Engine::sqlite);
    {
        const std::unique_ptr<Store> store = site.open();
        fs::create_directory(site.folder() / "killed");
        for (const char* const ending : {"", "-wal", "-shm"}) {
            fs::copy_file(site.settings().file.string() + ending,
                          site.folder() / "killed" / ("store.db" + std::string(ending)));
        }
    }
    StoreSettings killed = refusing(site);
    killed.file = site.folder() / "killed" / "store.db";
    const auto log = must(base::read_file(killed.file.string() + "-wal"));
    ASSERT_FALSE(log.empty());
    const auto file = must(base::read_file(killed.file));
    EXPECT_EQ(must(inspect(killed, &site.ring)), StorePresence::present);
    EXPECT_EQ(must(base::read_file(killed.file.string() + "-wal")), log);
    EXPECT_EQ(must(base::read_file(killed.file)), file);
}

// Its disk is gone, say.
TEST(InspectFile, a_file_removed_while_the_store_is_open_is_not_created_again) {
    const Site site(Engine::sqlite);
    const std::unique_ptr<Store> store = site.open();
    fs::remove(site.settings().file);
    const diag::Result<void> read =
        store->read([](const Snapshot& it) { return it.document_count().map([](auto) {}); });
    EXPECT_EQ(message_of(read), message::store_failed);
    EXPECT_FALSE(fs::exists(site.settings().file));
}

} // namespace
} // namespace renkei::store::inspect_test
