// How often a store waits for its PostgreSQL, and what becomes of a transaction whose connection breaks.
#include "gateway/network/store/session/session.h"
#include "generated/messages/store.h"

#include "tests/store/kit.h"
#include "tests/store/postgres_proxy.h"

namespace renkei::store::postgres_trips_test {
namespace {

class Trips : public testing::Test {
protected:
    void SetUp() override {
        if (!PostgresServer::is_installed()) {
            GTEST_SKIP() << "no PostgreSQL server here; tools/install-needs installs it";
        }
        site = std::make_unique<Site>(Engine::postgres);
        proxy = std::make_unique<PostgresProxy>(site->settings().connection);
        StoreSettings settings = site->settings();
        settings.connection = proxy->connection();
        store = must(Store::open(settings, site->ring, site->clock));
    }
    void TearDown() override { store.reset(); }

    std::uint64_t trips_of(const std::function<void()>& work) {
        const std::uint64_t before = proxy->trips();
        work();
        return proxy->trips() - before;
    }
    std::string setting(const std::string& name) {
        return read<std::string>(*store, [&](const Snapshot& it) { return it.setting(name); });
    }

    std::unique_ptr<Site> site;
    std::unique_ptr<PostgresProxy> proxy;
    std::unique_ptr<Store> store;
};

const Store::WriteJob note = [](Transaction& it) { return it.audit(event()); };
const Store::ReadJob count = [](const Snapshot& it) -> diag::Result<void> {
    TRY_VOID(it.document_count());
    return {};
};

TEST_F(Trips, a_read_of_one_statement_takes_one_and_its_end_is_not_waited_for) {
    const auto look = [&] { must(store->read(count)); };
    look();
    EXPECT_EQ(trips_of(look), 2U);
}

TEST_F(Trips, an_event_takes_two) {
    const auto write_event = [&] { must(store->write(note)); };
    write_event();
    EXPECT_EQ(trips_of(write_event), 2U);
    EXPECT_EQ(audit_count(*store), 2U);
}

TEST_F(Trips, a_connection_that_broke_while_it_was_idle_is_replaced) {
    must(store->write(note));
    must(store->read(count));
    proxy->cut();
    must(store->read(count));
    must(store->write(note));
    EXPECT_EQ(audit_count(*store), 2U);
    EXPECT_TRUE(store->health().writable);
}

TEST_F(Trips, a_connection_that_breaks_at_the_first_statement_is_replaced) {
    must(store->write(note));
    must(store->read(count));
    int runs = 0;
    proxy->cut_at("setting", PostgresProxy::Cut::before);
    EXPECT_EQ(read<std::string>(*store,
                                [&](const Snapshot& it) {
                                    ++runs;
                                    return it.setting("none");
                                }),
              "");
    EXPECT_EQ(runs, 2);
}

// The server has got nothing, or all of it: which, the gateway cannot know.
TEST_F(Trips, a_commit_that_was_not_answered_is_not_acknowledged_and_not_repeated) {
    must(store->write([](Transaction& it) { return it.set("warm", "x"); }));
    for (const PostgresProxy::Cut when : {PostgresProxy::Cut::before, PostgresProxy::Cut::after}) {
        int runs = 0;
        proxy->cut_at("unanswered", when);
        const diag::Result<void> done = store->write([&](Transaction& it) {
            ++runs;
            return it.set("unanswered", "x");
        });
        EXPECT_EQ(message_of(done), diag::message::store_failed);
        EXPECT_EQ(runs, 1);
        if (when == PostgresProxy::Cut::before) {
            EXPECT_EQ(setting("unanswered"), "");
        }
        must(store->write(note));
    }
    EXPECT_EQ(audit_count(*store), 2U);
}

TEST_F(Trips, a_connection_that_breaks_between_begin_and_commit_commits_nothing) {
    proxy->cut_at("unanswered", PostgresProxy::Cut::before);
    int runs = 0;
    EXPECT_EQ(message_of(store->write([&](Transaction& it) -> diag::Result<void> {
                  ++runs;
                  TRY_VOID(it.setting("any"));
                  return it.set("unanswered", "x");
              })),
              diag::message::store_failed);
    EXPECT_EQ(runs, 1);
    must(store->write(note));
    EXPECT_EQ(setting("unanswered"), "");
}

diag::Result<void> send_wrong(Transaction& it) {
    return it.session().sql.send("INSERT INTO version (document) VALUES ($1)", {Bytes{"x"}});
}

TEST_F(Trips, a_statement_that_failed_beside_the_commit_is_undone_with_its_job_alone) {
    const auto bad = [](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.set("before", "x"));
        TRY_VOID(send_wrong(it));
        return it.set("behind", "x");
    };
    EXPECT_EQ(message_of(store->write(bad)), diag::message::store_failed);
    EXPECT_EQ(setting("before") + setting("behind"), "");
    EXPECT_TRUE(store->health().writable);
    must(store->write(note));
    EXPECT_EQ(audit_count(*store), 1U);
}

// PostgreSQL answers ROLLBACK to the COMMIT of a transaction in which a statement failed, and that is no
// error.
TEST_F(Trips, a_commit_that_is_answered_by_rollback_is_not_acknowledged) {
    const auto careless = [](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.set("careless", "x"));
        (void)it.session().sql.run("INSERT INTO version (document) VALUES ($1)", {Bytes{"x"}});
        return {};
    };
    EXPECT_FALSE(store->write(careless));
    EXPECT_EQ(setting("careless"), "");
    const auto ended = [](Transaction& it) -> diag::Result<void> {
        TRY_VOID(it.set("careless", "x"));
        (void)it.session().sql.run("ROLLBACK", {});
        return {};
    };
    EXPECT_FALSE(store->write(ended));
    EXPECT_EQ(setting("careless"), "");
    must(store->write(note));
}

TEST_F(Trips, what_is_asked_ahead_comes_with_the_next_answer_and_its_error_is_its_own) {
    add(*store, "d");
    const auto look = [&](std::string_view ahead) {
        must(store->read([&](const Snapshot& it) -> diag::Result<void> {
            Connection& sql = it.session().sql;
            sql.prefetch(ahead, {"x"});
            EXPECT_EQ(must(it.document_count()), 1U);
            int rows = 0;
            const auto found = sql.run(ahead, {"x"}, [&](const SqlRow& row) {
                ++rows;
                EXPECT_EQ(row.view(0), "x");
            });
            EXPECT_EQ(found.has_value(), ahead.find("nowhere") == std::string_view::npos);
            EXPECT_EQ(rows, found ? 1 : 0);
            return {};
        }));
    };
    look("SELECT CAST($1 AS TEXT)");
    EXPECT_EQ(trips_of([&] { look("SELECT CAST($1 AS TEXT)"); }), 2U);
    look("SELECT name FROM nowhere WHERE name = $1");
    must(store->read(count));
}

TEST_F(Trips, what_is_asked_ahead_is_forgotten_with_its_transaction) {
    const std::string_view statement = "SELECT value FROM setting WHERE name = $1";
    const auto look = [&] {
        std::string out;
        must(store->read([&](const Snapshot& it) -> diag::Result<void> {
            it.session().sql.prefetch(statement, {"name"});
            TRY_VOID(it.document_count());
            TRY(out, it.setting("name"));
            it.session().sql.prefetch(statement, {"name"}); // and not used
            TRY_VOID(it.document_count());
            return {};
        }));
        return out;
    };
    EXPECT_EQ(look(), "");
    write(*store, [](Transaction& it) { return it.set("name", "later"); });
    EXPECT_EQ(look(), "later");
}

} // namespace
} // namespace renkei::store::postgres_trips_test
