// What an outbox that is paused or stopped does with the deliveries that it has claimed.
#include "tests/outbox/running_outbox.h"

namespace renkei::outbox::outbox_stop_test {
namespace {

using store::DeliveryState;

TEST(Outbox, releases_deliveries_that_it_has_not_begun_when_it_is_paused) {
    Gate gate;
    RunningOutbox it([&](const policy::Peer&, const OutboundMessage&) {
        gate.pass();
        return taken();
    });
    queue_many(*it.store, 30);
    it.start();
    ASSERT_TRUE(eventually([&] { return gate.waiting() > 0; }));
    set(*it.store, pause_setting, "yes");
    it.outbox->wake();
    ASSERT_TRUE(eventually([&] { return it.outbox->state().is_paused; }));
    gate.open();
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::sending) == 0; }));
    EXPECT_LE(it.transport.tried("p0").size(), quick().schedule.per_peer);
    EXPECT_EQ(count(*it.store, DeliveryState::waiting), 30 - it.transport.tried("p0").size());
}

TEST(Outbox, finishes_deliveries_in_flight_when_it_stops_and_releases_the_rest) {
    Gate gate;
    RunningOutbox it([&](const policy::Peer&, const OutboundMessage&) {
        gate.pass();
        return taken();
    });
    queue_many(*it.store, 30);
    it.start();
    ASSERT_TRUE(eventually([&] { return gate.waiting() > 0; }));
    std::jthread stopping([&] { it.outbox->stop(); });
    ASSERT_TRUE(eventually(
        [&] { return count(*it.store, DeliveryState::waiting) >= 30 - quick().schedule.per_peer; }));
    gate.open();
    stopping.join();
    EXPECT_EQ(count(*it.store, DeliveryState::sending), 0U);
    EXPECT_EQ(count(*it.store, DeliveryState::delivered), it.transport.tried("p0").size());
    EXPECT_EQ(count(*it.store, DeliveryState::waiting), 30 - it.transport.tried("p0").size());
}

TEST(Outbox, releases_what_it_claims_while_it_is_being_stopped) {
    Gate busy_store;
    RunningOutbox it;
    set(*it.store, pause_setting, "yes");
    it.start();
    ASSERT_TRUE(eventually([&] { return it.outbox->state().is_paused; }));
    queue_many(*it.store, 30);
    std::jthread writing([&] {
        must(it.store->write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY_VOID(transaction.set(pause_setting, ""));
            busy_store.pass();
            return {};
        }));
    });
    ASSERT_TRUE(eventually([&] { return busy_store.waiting() == 1; }));
    it.outbox->wake(); // its claim waits for the store
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    std::jthread stopping([&] { it.outbox->stop(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(50)); // the stop has no sign of its own
    busy_store.open();
    stopping.join();
    EXPECT_EQ(count(*it.store, DeliveryState::sending), 0U);
    EXPECT_EQ(count(*it.store, DeliveryState::waiting), 30 - it.transport.tried("p0").size());
}

} // namespace
} // namespace renkei::outbox::outbox_stop_test
