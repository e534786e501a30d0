// What the outbox writes, when the store does not take all of it.
#include "gateway/exchange/backlog.h"
#include "gateway/exchange/turn.h"
#include "tests/exchange/outbox_at_work.h"
#include "tests/store/postgres_server.h"

#include <algorithm>
#include <sqlite3.h>

namespace renkei::exchange::turn_test {
namespace {

using store::Delivery;
using store::DeliveryState;

// Done to the file of a store by somebody else.
void run(const Site& site, const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((site.folder() / "store.db").c_str(), &database), SQLITE_OK);
    sqlite3_busy_timeout(database, 10'000);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
}

// Refuses whatever fulfils this condition of SQL about a row of deliveries, as a store of another kind refuses bytes that this one takes.
void refuse(const Site& site, const std::string& condition) {
    run(site, "CREATE TRIGGER refusing BEFORE UPDATE ON delivery WHEN " + condition + " BEGIN SELECT RAISE(ABORT, 'refused'); END");
}

Attempt answered(std::string location) { return {.result = Result::delivered, .location = std::move(location)}; }

// What the outbox told about its turns.
class Told {
public:
    std::function<void(const TurnTrouble&)> listener() {
        return [this](const TurnTrouble& trouble) {
            const std::scoped_lock lock(mutex_);
            all_.push_back(trouble);
        };
    }
    std::vector<TurnTrouble> all() const {
        const std::scoped_lock lock(mutex_);
        return all_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<TurnTrouble> all_;
};

OutboxSettings telling(Told& told) {
    OutboxSettings out = quick();
    out.tell = told.listener();
    return out;
}

TEST(Turn, writes_an_ending_in_our_words_when_the_store_refuses_the_receivers) {
    Works it([](const policy::Peer& peer, const Parcel&) { return answered(peer.id == "p0" ? "/poison" : "/documents/7"); });
    refuse(it.site, "NEW.answer = '/poison'");
    const Delivery poisoned = queue(*it.store, "p0", "a", "one");
    std::vector<Delivery> others;
    for (int i = 0; i < 5; ++i) {
        others.push_back(queue(*it.store, "p1", std::to_string(i), std::to_string(i)));
    }
    Told told;
    it.start(telling(told));
    for (const Delivery& other : others) {
        EXPECT_TRUE(it.comes_to(other, DeliveryState::delivered));
        EXPECT_EQ(delivery(*it.store, other.id).answer, "/documents/7");
    }
    EXPECT_TRUE(it.comes_to(poisoned, DeliveryState::delivered));
    EXPECT_EQ(delivery(*it.store, poisoned.id).answer, "");
    EXPECT_EQ(delivery(*it.store, poisoned.id).reason, "what the receiver answered cannot be stored");
    EXPECT_EQ(it.transport.tried("p0").size(), 1U);
    EXPECT_TRUE(eventually([&] { return told.all().size() == 1 && told.all()[0].reworded == 1; }));
}

TEST(Turn, is_not_held_up_by_an_ending_that_the_store_never_takes) {
    Works it;
    refuse(it.site, "NEW.peer = 'p0' AND NEW.state = 'delivered'");
    queue(*it.store, "p0", "a", "one");
    Told told;
    it.start(telling(told));
    ASSERT_TRUE(eventually([&] { return !told.all().empty(); }));
    EXPECT_EQ(told.all()[0].dropped, 1U);
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(it.comes_to(queue(*it.store, "p1", std::to_string(i), std::to_string(i)), DeliveryState::delivered));
    }
}

TEST(Turn, is_written_though_a_receivers_bytes_are_no_text_for_PostgreSQL) {
    if (!store::PostgresServer::is_installed()) {
        GTEST_SKIP() << "no PostgreSQL server here; tools/install-needs installs it";
    }
    const Site site;
    const seal::KeyRing ring = must(seal::KeyRing::read(site.folder() / "keys"));
    store::Settings settings = site.settings("a");
    settings.engine = store::Engine::postgres;
    settings.connection = store::PostgresServer::shared().new_database();
    const std::unique_ptr<store::Store> store = must(store::Store::open(settings, ring, site.clock));
    queue_many(*store, 3, 3);
    Turn turn{.now = site.clock.now(), .limit = 3};
    const Schedule schedule;
    Recorded recorded;
    for (Delivery& claimed : must(carry_out(*store, turn, schedule, recorded)).deliveries) {
        const std::string location = claimed.peer == "p1" ? "/documents/\xff" : "/documents/7";
        turn.endings.push_back({.kind = Ending::Kind::attempted, .delivery = std::move(claimed), .attempt = answered(location)});
    }
    ASSERT_EQ(turn.endings.size(), 3U);
    must(carry_out(*store, turn, schedule, recorded));
    EXPECT_EQ(recorded.reworded, 1U);
    EXPECT_EQ(recorded.dropped, 0U);
    EXPECT_EQ(count(*store, DeliveryState::delivered), 3U);
}

TEST(Turn, tells_of_a_dead_letter_that_was_written_before_the_store_failed) {
    const Works it;
    queue_many(*it.store, 3, 3);
    Turn turn{.now = it.site.clock.now(), .limit = 3};
    const Schedule schedule;
    Recorded recorded;
    for (Delivery& claimed : must(carry_out(*it.store, turn, schedule, recorded)).deliveries) {
        if (claimed.peer == "p1") {
            turn.endings.push_back({.kind = Ending::Kind::attempted, .delivery = std::move(claimed), .attempt = {.result = Result::never, .reason = "422"}});
        } else if (claimed.peer == "p2") {
            turn.renew.push_back({.delivery = claimed.id, .node = claimed.node}); // which is written last
        }
    }
    ASSERT_EQ(turn.endings.size(), 1U);
    refuse(it.site, "NEW.peer = 'p2'");
    EXPECT_FALSE(carry_out(*it.store, turn, schedule, recorded));
    ASSERT_EQ(recorded.dead.size(), 1U);
    EXPECT_EQ(recorded.dead[0].peer, "p1");
    EXPECT_TRUE(turn.endings.empty());
}

TEST(Sweep, knows_what_it_gave_up_though_the_store_fails_before_it_is_done) {
    const Works it;
    constexpr int more_than_a_page = 600;
    queue_many(*it.store, more_than_a_page);
    refuse(it.site, "NEW.state = 'dead' AND (SELECT count(*) FROM delivery WHERE state = 'dead') >= 500");
    GivenUp given_up;
    EXPECT_FALSE(give_up(*it.store, "p0", "connection refused", it.site.clock.now() + Schedule().give_up_ms, Schedule(), given_up));
    EXPECT_EQ(given_up.dead, 500U);
    EXPECT_EQ(given_up.first.size(), 20U);
    EXPECT_EQ(count(*it.store, DeliveryState::dead), 500U);
}

TEST(Turn, that_fails_as_a_whole_is_told_once) {
    Works it;
    Told told;
    run(it.site, "ALTER TABLE setting RENAME TO away");
    it.start(telling(told));
    EXPECT_TRUE(eventually([&] { return it.outbox->state().turns >= 3 && !told.all().empty(); }));
    run(it.site, "ALTER TABLE away RENAME TO setting");
    const Delivery one = queue(*it.store, "p0", "a", "one");
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
    ASSERT_EQ(told.all().size(), 1U);
    EXPECT_TRUE(told.all()[0].error);
}

TEST(Sender, keeps_no_name_of_a_document_that_a_store_may_refuse) {
    for (const std::string& location : {std::string("/documents/\xff"), std::string("/documents/\0", 12), std::string("/a\x1b[2J"), "/" + std::string(3000, 'x')}) {
        Works it([&](const policy::Peer&, const Parcel&) { return answered(location); });
        const Delivery one = queue(*it.store, "p0", "a", "one");
        it.start();
        EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
        EXPECT_EQ(delivery(*it.store, one.id).answer, "") << location;
    }
}

TEST(Sender, keeps_a_reason_that_a_store_may_refuse_only_as_far_as_it_is_text) {
    Works it([](const policy::Peer&, const Parcel&) { return Attempt{.result = Result::never, .reason = "no \xff\n" + std::string(3000, 'x')}; });
    const Delivery one = queue(*it.store, "p0", "a", "one");
    it.start();
    EXPECT_TRUE(it.comes_to(one, DeliveryState::dead));
    const std::string reason = delivery(*it.store, one.id).reason;
    EXPECT_TRUE(reason.starts_with("no ??x")) << reason;
    EXPECT_EQ(reason.size(), 500U);
}

} // namespace
} // namespace renkei::exchange::turn_test
