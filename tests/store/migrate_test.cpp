// A store that an earlier program made is brought to today's layout, and shows what it showed.
#include "gateway/network/store/inspect.h"
#include "gateway/network/store/migrate.h"
#include "gateway/network/store/sqlite_connection.h"
#include "gateway/network/store/store.h"

#include "tests/support/clock.h"
#include "tests/support/folder.h"
#include "tests/support/must.h"

namespace renkei::store::migrate_test {
namespace {

using test::must;

std::unique_ptr<Connection> of_first_layout(const std::filesystem::path& file) {
    std::unique_ptr<Connection> sql = must(connect_sqlite(file, SqliteAccess::write, IfMissing::make));
    must(sql->script(sql->dialect().spell(migrations()[0])));
    must(
        sql->script("CREATE TABLE layout (number BIGINT NOT NULL); INSERT INTO layout VALUES (1);"
                    "INSERT INTO document VALUES (x'0d', x'01', x'02', 2, 1, 'admission', '2026-11-20', 1)"));
    for (const char* const number : {"1", "2"}) {
        must(sql->script(std::string("INSERT INTO version VALUES (x'0d', ") + number +
                         ", 1, 'current', x'00', 'admission', '1', '', '', '', '', '', 1, 'hospital', 0, "
                         "x'00', '', 0, 'k', x'00', x'00', x'00')"));
    }
    must(sql->script("INSERT INTO party VALUES (x'0d', 7, 3, 'system', 'number')"));
    return sql;
}

TEST(Migration, keeps_the_readers_of_every_version) {
    const test::Folder folder;
    const std::unique_ptr<Connection> sql = of_first_layout(folder.path() / "old.db");
    must(migrate(*sql));
    std::vector<std::string> seen;
    must(sql->run("SELECT number, who, sides, value FROM party ORDER BY number", {}, [&](const SqlRow& row) {
        seen.push_back(std::to_string(row.integer(0)) + " " + std::to_string(row.integer(1)) + " " +
                       std::to_string(row.integer(2)) + " " + row.text(3));
    }));
    EXPECT_EQ(seen, (std::vector<std::string>{"1 7 3 number", "2 7 3 number"}));
    must(migrate(*sql)); // once is enough
}

TEST(Migration, is_done_by_every_command_but_not_by_an_inspection) {
    const test::Folder folder;
    const test::Clock clock;
    const StoreSettings old{.file = folder.path() / "old.db", .if_missing = IfMissing::refuse};
    of_first_layout(old.file);
    const seal::KeyRing ring = must(seal::KeyRing::create(folder.path() / "keys"));
    for (int look = 1; look <= 2; ++look) {
        EXPECT_EQ(must(inspect(old, &ring)), StorePresence::present);
        EXPECT_EQ(must(layout_of(*must(open_sqlite_for_inspection(old.file)))), 1U)
            << "as it was, after look " << look;
    }
    EXPECT_FALSE(must(Store::open(old, ring, clock))->is_new());
    EXPECT_EQ(must(layout_of(*must(open_sqlite_for_inspection(old.file)))), migrations().size());
}

TEST(Migration, keeps_revisions_that_were_numbers) {
    const test::Folder folder;
    const test::Clock clock;
    const StoreSettings old{.file = folder.path() / "old.db", .if_missing = IfMissing::refuse};
    must(of_first_layout(old.file)->script("UPDATE version SET revision = 12 WHERE number = 2"));
    std::vector<std::string> seen;
    const std::unique_ptr<Connection> sql =
        must(connect_sqlite(old.file, SqliteAccess::write, IfMissing::refuse));
    must(migrate(*sql));
    must(sql->run("SELECT revision, revision_text FROM version ORDER BY number", {}, [&](const SqlRow& row) {
        seen.push_back(std::to_string(row.integer(0)) + (row.is_null(1) ? " number" : " text"));
    }));
    EXPECT_EQ(seen, (std::vector<std::string>{"1 number", "12 number"}));
}

TEST(Migration, has_no_result_of_older_attempts) {
    const test::Folder folder;
    const std::unique_ptr<Connection> sql = of_first_layout(folder.path() / "old.db");
    must(sql->script("INSERT INTO delivery VALUES (x'0e', x'0d', 1, 'p', x'00', 'dead', 2, 1, 1, 1, 'timed "
                     "out', '', '', 0)"));
    must(migrate(*sql));
    std::int64_t known = -1;
    must(sql->run("SELECT attempts - vain FROM delivery", {},
                  [&](const SqlRow& row) { known = row.integer(0); }));
    EXPECT_EQ(known, 2) << "each of them may have come";
}

TEST(Migration, leaves_earlier_audit_events_without_a_seal) {
    const test::Folder folder;
    const std::unique_ptr<Connection> sql = of_first_layout(folder.path() / "old.db");
    must(sql->script("INSERT INTO audit_event VALUES ('a', 1, 'event', x'00', x'01')"));
    must(migrate(*sql));
    std::int64_t unsealed = 0;
    must(sql->run("SELECT count(*) FROM audit_event WHERE seal IS NULL", {},
                  [&](const SqlRow& row) { unsealed = row.integer(0); }));
    EXPECT_EQ(unsealed, 1);
}

TEST(Migration, marks_deliveries_of_deleted_versions) {
    const test::Folder folder;
    const std::unique_ptr<Connection> sql = of_first_layout(folder.path() / "old.db");
    for (const char* const number : {"1", "3"}) { // there is no version 3
        must(sql->script(std::string("INSERT INTO delivery VALUES (x'0") + number + "', x'0d', " + number +
                         ", 'p', x'00', 'delivered', 1, 1, 1, 1, '', '', '', 0)"));
    }
    must(migrate(*sql));
    std::vector<std::int64_t> gone;
    must(sql->run("SELECT version FROM delivery WHERE version_gone = 1", {},
                  [&](const SqlRow& row) { gone.push_back(row.integer(0)); }));
    EXPECT_EQ(gone, std::vector<std::int64_t>{3});
}

TEST(Migration, marks_deliveries_of_withdrawals) {
    const test::Folder folder;
    const std::unique_ptr<Connection> sql = of_first_layout(folder.path() / "old.db");
    must(sql->script("UPDATE version SET status = 'withdrawn' WHERE number = 2"));
    for (const char* const number : {"1", "2"}) {
        must(sql->script(std::string("INSERT INTO delivery VALUES (x'0") + number + "', x'0d', " + number +
                         ", 'p', x'00', 'dead', 1, 1, 1, 1, '', '', '', 0)"));
    }
    must(migrate(*sql));
    std::vector<std::int64_t> withdrawals;
    must(sql->run("SELECT version FROM delivery WHERE withdraws = 1", {},
                  [&](const SqlRow& row) { withdrawals.push_back(row.integer(0)); }));
    EXPECT_EQ(withdrawals, std::vector<std::int64_t>{2});
}

TEST(Migration, moves_the_state_of_peers_out_of_the_settings) {
    const test::Folder folder;
    const std::unique_ptr<Connection> sql = of_first_layout(folder.path() / "old.db");
    must(sql->script(
        "INSERT INTO setting VALUES ('deliveries.counted_from:p:1', '1760000000000');"
        "INSERT INTO setting VALUES ('deliveries.away:p:1', '1760000060000 1760000000500 timed out');"
        "INSERT INTO setting VALUES ('deliveries.away:p2', '');"
        "INSERT INTO setting VALUES ('outbox.pause', 'yes')"));
    must(migrate(*sql));
    std::vector<std::string> seen;
    must(sql->run("SELECT peer, unreachable_until, reason, expiry_start FROM peer_state", {},
                  [&](const SqlRow& row) {
                      seen.push_back(row.text(0) + " " + std::to_string(row.integer(1)) + row.text(2) + " " +
                                     std::to_string(row.integer(3)));
                  }));
    EXPECT_EQ(seen, std::vector<std::string>{"p:1 0 1760000000000"});
    seen.clear();
    must(sql->run("SELECT name FROM setting", {}, [&](const SqlRow& row) { seen.push_back(row.text(0)); }));
    EXPECT_EQ(seen, std::vector<std::string>{"outbox.pause"});
}

} // namespace
} // namespace renkei::store::migrate_test
