// What the outbox writes, when the store does not take all of it.
#include "gateway/network/outbox/backlog.h"
#include "gateway/network/outbox/outbox_cycle.h"

#include "tests/outbox/running_outbox.h"
#include "tests/store/postgres_server.h"
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>

namespace renkei::outbox::outbox_cycle_test {
namespace {

using store::Delivery;
using store::DeliveryQuery;
using store::DeliveryState;

// Executes SQL on the file of the store, as another program does.
void run(const StoreFixture& site, const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((site.folder() / "store.db").c_str(), &database), SQLITE_OK);
    sqlite3_busy_timeout(database, 10'000);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
}

// From now on no row of deliveries may fulfil this condition: a store of another kind refuses bytes that this
// one takes. The column has no values; a trigger would not run in the store's own connections.
void refuse(const StoreFixture& site, const std::string& condition) {
    run(site, "ALTER TABLE delivery ADD COLUMN refusing INTEGER CHECK ((" + condition + ") IS NOT TRUE)");
}

Attempt answered(std::string location) {
    return {.result = AttemptResult::delivered, .location = std::move(location)};
}

// What the outbox reported about its cycles.
class CycleReports {
public:
    std::function<void(const CycleProblem&)> listener() {
        return [this](const CycleProblem& problem) {
            const std::scoped_lock lock(mutex_);
            all_.push_back(problem);
        };
    }
    std::vector<CycleProblem> all() const {
        const std::scoped_lock lock(mutex_);
        return all_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<CycleProblem> all_;
};

OutboxSettings reporting_to(CycleReports& reports) {
    OutboxSettings out = quick();
    out.on_cycle = reports.listener();
    return out;
}

TEST(OutboxCycle, writes_a_record_without_remote_text_when_the_store_refuses_it) {
    RunningOutbox it([](const policy::Peer& peer, const OutboundMessage&) {
        return answered(peer.id == "p0" ? "/poison" : "/documents/7");
    });
    refuse(it.site, "answer = '/poison'");
    const Delivery poisoned = queue(*it.store, "p0", "a", "one");
    std::vector<Delivery> others;
    for (int i = 0; i < 5; ++i) {
        others.push_back(queue(*it.store, "p1", std::to_string(i), std::to_string(i)));
    }
    CycleReports reports;
    it.start(reporting_to(reports));
    for (const Delivery& other : others) {
        EXPECT_TRUE(it.comes_to(other, DeliveryState::delivered));
        EXPECT_EQ(delivery(*it.store, other.id).remote_location, "/documents/7");
    }
    EXPECT_TRUE(it.comes_to(poisoned, DeliveryState::delivered));
    EXPECT_EQ(delivery(*it.store, poisoned.id).remote_location, "");
    EXPECT_EQ(delivery(*it.store, poisoned.id).reason, diag::ReasonCode::answer_not_storable);
    EXPECT_EQ(it.transport.tried("p0").size(), 1U);
    EXPECT_TRUE(eventually([&] { return reports.all().size() == 1 && reports.all()[0].reworded == 1; }));
}

TEST(OutboxCycle, is_not_blocked_by_a_record_that_the_store_never_accepts) {
    RunningOutbox it;
    refuse(it.site, "peer = 'p0' AND state = 'delivered'");
    queue(*it.store, "p0", "a", "one");
    CycleReports reports;
    it.start(reporting_to(reports));
    ASSERT_TRUE(eventually([&] { return !reports.all().empty(); }));
    EXPECT_EQ(reports.all()[0].dropped, 1U);
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(it.comes_to(queue(*it.store, "p1", std::to_string(i), std::to_string(i)),
                                DeliveryState::delivered));
    }
}

TEST(OutboxCycle, is_written_although_a_receivers_bytes_are_not_text_for_PostgreSQL) {
    if (!store::PostgresServer::is_installed()) {
        GTEST_SKIP() << "no PostgreSQL server here; tools/install-needs installs it";
    }
    const StoreFixture site;
    const seal::KeyRing ring = must(seal::KeyRing::read(site.folder() / "keys"));
    store::StoreSettings settings = site.settings("a");
    settings.engine = store::Engine::postgres;
    settings.connection = store::PostgresServer::shared().new_database();
    const std::unique_ptr<store::Store> store = must(store::Store::open(settings, ring, site.clock));
    queue_many(*store, 3, 3);
    OutboxCycle cycle{.now = site.clock.now(), .limit = 3};
    const RetrySchedule schedule;
    CycleResult recorded;
    for (Delivery& claimed : must(run_cycle(*store, cycle, schedule, recorded)).deliveries) {
        const std::string location = claimed.peer == "p1" ? "/documents/\xff" : "/documents/7";
        cycle.records.push_back({.kind = AttemptRecord::Kind::attempted,
                                 .delivery = std::move(claimed),
                                 .attempt = answered(location)});
    }
    ASSERT_EQ(cycle.records.size(), 3U);
    must(run_cycle(*store, cycle, schedule, recorded));
    EXPECT_EQ(recorded.reworded, 1U);
    EXPECT_EQ(recorded.dropped, 0U);
    EXPECT_EQ(count(*store, DeliveryState::delivered), 3U);
}

TEST(OutboxCycle, reports_a_dead_delivery_that_was_written_before_the_store_failed) {
    const RunningOutbox it;
    queue_many(*it.store, 3, 3);
    OutboxCycle cycle{.now = it.site.clock.now(), .limit = 3};
    const RetrySchedule schedule;
    CycleResult recorded;
    base::Millis lease = 0;
    for (Delivery& claimed : must(run_cycle(*it.store, cycle, schedule, recorded)).deliveries) {
        lease = claimed.lease;
        if (claimed.peer == "p1") {
            cycle.records.push_back(
                {.kind = AttemptRecord::Kind::attempted,
                 .delivery = std::move(claimed),
                 .attempt = {.result = AttemptResult::rejected, .reason = diag::answered(422)}});
        } else if (claimed.peer == "p2") {
            cycle.renew.push_back({.delivery = claimed.id, .node = claimed.node}); // which is written last
        }
    }
    ASSERT_EQ(cycle.records.size(), 1U);
    refuse(it.site, fmt::format("lease > {}", lease));
    ++cycle.now; // so that the renewed lease is a later one
    EXPECT_FALSE(run_cycle(*it.store, cycle, schedule, recorded));
    ASSERT_EQ(recorded.dead.size(), 1U);
    EXPECT_EQ(recorded.dead[0].peer, "p1");
    EXPECT_TRUE(cycle.records.empty());
}

TEST(Expiry, knows_which_deliveries_expired_when_the_store_fails_in_between) {
    const RunningOutbox it;
    constexpr int more_than_a_page = 600;
    queue_many(*it.store, more_than_a_page);
    DeliveryQuery first_page;
    first_page.limit = 500;
    std::string last = must(it.store->read_value<std::vector<Delivery>>([&](const store::Snapshot& snapshot) {
                           return snapshot.deliveries(first_page);
                       }))
                           .back()
                           .id;
    std::erase(last, '-');
    refuse(it.site, fmt::format("state = 'dead' AND id > x'{}'", last));
    ExpiredDeliveries expired;
    EXPECT_FALSE(expire_deliveries(*it.store, "p0", diag::ReasonCode::connection_refused,
                                   it.site.clock.now() + RetrySchedule().expire_ms, RetrySchedule(),
                                   expired));
    EXPECT_EQ(expired.dead, 500U);
    EXPECT_EQ(expired.first.size(), 20U);
    EXPECT_EQ(count(*it.store, DeliveryState::dead), 500U);
}

TEST(OutboxCycle, that_fails_as_a_whole_is_reported_once) {
    RunningOutbox it;
    CycleReports reports;
    run(it.site, "ALTER TABLE setting RENAME TO away");
    it.start(reporting_to(reports));
    EXPECT_TRUE(eventually([&] { return it.outbox->state().cycles >= 3 && !reports.all().empty(); }));
    run(it.site, "ALTER TABLE away RENAME TO setting");
    const Delivery one = queue(*it.store, "p0", "a", "one");
    EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
    ASSERT_EQ(reports.all().size(), 1U);
    EXPECT_TRUE(reports.all()[0].error);
}

TEST(Sender, drops_a_document_location_that_a_store_may_refuse) {
    for (const std::string& location : {std::string("/documents/\xff"), std::string("/documents/\0", 12),
                                        std::string("/a\x1b[2J"), "/" + std::string(3000, 'x')}) {
        RunningOutbox it([&](const policy::Peer&, const OutboundMessage&) { return answered(location); });
        const Delivery one = queue(*it.store, "p0", "a", "one");
        it.start();
        EXPECT_TRUE(it.comes_to(one, DeliveryState::delivered));
        EXPECT_EQ(delivery(*it.store, one.id).remote_location, "") << location;
    }
}

} // namespace
} // namespace renkei::outbox::outbox_cycle_test
