#include "gateway/network/outbox/outbox_admin.h"
#include "generated/messages/exchange.h"
#include "generated/messages/store.h"

#include "tests/outbox/outbox_kit.h"

namespace renkei::outbox::outbox_admin_test {
namespace {

using store::DeliveryState;

// A delivery in this state.
struct Stored {
    StoreFixture site{};
    std::unique_ptr<store::Store> store = site.open();
    std::string id{};
    explicit Stored(DeliveryState state) {
        store::Delivery it = queue(*store, "p0", "a", "one");
        id = it.id;
        it.state = state;
        it.due += 3'600'000;
        must(store->write([&](store::Transaction& transaction) { return transaction.update(it); }));
    }
};

TEST(OutboxAdmin, retries_deliveries_that_are_neither_in_flight_nor_delivered) {
    for (const DeliveryState state :
         {DeliveryState::dead, DeliveryState::cancelled, DeliveryState::waiting}) {
        Stored it(state);
        const auto retried = retry_delivery(*it.store, it.id);
        ASSERT_TRUE(retried);
        EXPECT_EQ(retried->state, DeliveryState::waiting);
        EXPECT_LE(delivery(*it.store, it.id).due, it.store->clock().now());
        EXPECT_EQ(audited(*it.store, "0"), 1U);
    }
}

TEST(OutboxAdmin, never_retries_delivered_deliveries_or_those_in_flight) {
    for (const DeliveryState state :
         {DeliveryState::delivered, DeliveryState::sending, DeliveryState::mailbox}) {
        Stored it(state);
        const auto retried = retry_delivery(*it.store, it.id);
        ASSERT_FALSE(retried);
        EXPECT_EQ(retried.error().message, diag::message::delivery_not_retried);
        EXPECT_EQ(retried.error().args,
                  (std::vector<std::string>{std::string(store::to_text(state)), "dead, cancelled, waiting"}));
        EXPECT_EQ(delivery(*it.store, it.id).state, state);
        EXPECT_EQ(audited(*it.store, "0"), 0U);
    }
}

TEST(OutboxAdmin, remembers_what_a_delivery_that_it_retries_failed_for) {
    Stored it(DeliveryState::dead);
    store::Delivery row = delivery(*it.store, it.id);
    row.reason =
        diag::DeliveryReason(diag::ReasonCode::gave_up).because(diag::ReasonCode::connection_refused);
    must(it.store->write([&](store::Transaction& transaction) { return transaction.update(row); }));
    EXPECT_EQ(retry_delivery(*it.store, it.id)->reason.code(), "retried-after:gave-up:connection-refused");
    EXPECT_EQ(retry_delivery(*it.store, it.id)->reason.code(), "retried-after:gave-up:connection-refused")
        << "it waits, and has not been tried";
    EXPECT_EQ(cancel_delivery(*it.store, it.id)->reason, diag::ReasonCode::by_the_operator);
    EXPECT_EQ(retry_delivery(*it.store, it.id)->reason, diag::ReasonCode::retried);
}

TEST(OutboxAdmin, cancels_waiting_mailbox_and_dead_deliveries) {
    for (const DeliveryState state : {DeliveryState::waiting, DeliveryState::mailbox, DeliveryState::dead}) {
        Stored it(state);
        ASSERT_TRUE(cancel_delivery(*it.store, it.id));
        EXPECT_EQ(show_delivery(*it.store, it.id)->state, DeliveryState::cancelled);
    }
    for (const DeliveryState state :
         {DeliveryState::delivered, DeliveryState::sending, DeliveryState::cancelled}) {
        Stored it(state);
        EXPECT_FALSE(cancel_delivery(*it.store, it.id));
    }
}

TEST(OutboxAdmin, retries_of_a_peer_also_what_waits_for_its_time) {
    Stored it(DeliveryState::waiting);
    const store::Delivery due = queue(*it.store, "p0", "b", "due already");
    const ChangedDeliveries changed = must(retry_all_for(*it.store, "p0"));
    EXPECT_EQ(changed.deliveries, 1U);
    EXPECT_EQ(changed.waited, 1U);
    EXPECT_EQ(changed.due, 1U) << "it waits, too, and is counted";
    EXPECT_LE(delivery(*it.store, it.id).due, it.store->clock().now());
    EXPECT_EQ(delivery(*it.store, due.id).due, due.due);
}

TEST(OutboxAdmin, retries_all_dead_letters_of_a_peer_or_of_all_and_no_cancelled_ones) {
    StoreFixture site;
    const auto store = site.open();
    queue_many(*store, 6, 2);
    for (store::Delivery& each : must(list_deliveries(*store, {}))) {
        each.state = DeliveryState::dead;
        must(store->write([&](store::Transaction& transaction) { return transaction.update(each); }));
    }
    const store::Delivery cancelled = queue(*store, "p0", "x", "cancelled");
    ASSERT_TRUE(cancel_delivery(*store, cancelled.id));
    EXPECT_EQ(retry_all_for(*store, "p0")->deliveries, 3U);
    EXPECT_EQ(retry_all_for(*store, "p0")->deliveries, 0U);
    EXPECT_EQ(count(*store, DeliveryState::dead), 3U);
    EXPECT_EQ(retry_all_for(*store, "")->deliveries, 3U);
    EXPECT_EQ(count(*store, DeliveryState::waiting), 6U);
    EXPECT_EQ(count(*store, DeliveryState::cancelled), 1U);
    EXPECT_EQ(audited(*store, "0"), 7U) << "each by itself";
}

TEST(OutboxAdmin, lists_the_newest_first) {
    StoreFixture site;
    const auto store = site.open();
    const store::Delivery old = queue(*store, "p0", "a", "old");
    ASSERT_TRUE(eventually([&] { return store->clock().now() > old.created; }));
    const store::Delivery young = queue(*store, "p0", "b", "young");
    const auto last = must(list_deliveries(*store, {.limit = 1, .newest_first = true}));
    ASSERT_EQ(last.size(), 1U);
    EXPECT_EQ(last[0].id, young.id);
}

TEST(OutboxAdmin, cancels_all_that_is_for_a_peer) {
    StoreFixture site;
    const auto store = site.open();
    queue_many(*store, 1200, 2);
    EXPECT_EQ(cancel_all_for(*store, "p1")->deliveries, 600U);
    EXPECT_EQ(
        list_deliveries(*store, {.peer = "p1", .states = {DeliveryState::cancelled}, .limit = 1000})->size(),
        600U);
    EXPECT_EQ(count(*store, DeliveryState::waiting), 600U);
}

TEST(OutboxAdmin, knows_no_delivery_of_another_name) {
    Stored it(DeliveryState::waiting);
    for (const char* const id : {"", "nonsense", "0198f0a0-0000-7000-8000-000000000009"}) {
        EXPECT_EQ(retry_delivery(*it.store, id).error().message, diag::message::delivery_unknown);
        EXPECT_EQ(show_delivery(*it.store, id).error().message, diag::message::delivery_unknown);
    }
}

TEST(OutboxAdmin, lists_by_peer_and_state) {
    StoreFixture site;
    const auto store = site.open();
    queue_many(*store, 6, 2);
    EXPECT_EQ(list_deliveries(*store, {.peer = "p0"})->size(), 3U);
    EXPECT_EQ(list_deliveries(*store, {.states = {DeliveryState::dead}})->size(), 0U);
    EXPECT_EQ(list_deliveries(*store, {.limit = 4})->size(), 4U);
}

TEST(OutboxAdmin, treats_a_cancelled_mailbox_entry_as_possibly_fetched) {
    Stored fetched(DeliveryState::mailbox);
    ASSERT_TRUE(cancel_delivery(*fetched.store, fetched.id));
    EXPECT_EQ(delivery(*fetched.store, fetched.id).attempts, 1U);
    Stored waiting(DeliveryState::waiting);
    ASSERT_TRUE(cancel_delivery(*waiting.store, waiting.id));
    EXPECT_EQ(delivery(*waiting.store, waiting.id).attempts, 0U);
}

TEST(OutboxAdmin, restarts_the_expiry_of_a_retried_delivery) {
    StoreFixture site;
    const auto store = site.open();
    FakeTransport transport;
    transport.is_there = false;
    const store::Delivery old = queue(*store, "p0", "a", "old");
    site.clock.shift(RetrySchedule().expire_ms);
    Outbox outbox(*store, sender(site, *store, transport), quick());
    outbox.start();
    ASSERT_TRUE(eventually([&] { return delivery(*store, old.id).state == DeliveryState::dead; }));
    const int probes = transport.probes;
    must(retry_all_for(*store, "p0"));
    outbox.wake();
    ASSERT_TRUE(eventually([&] { return transport.probes > probes + 20; })) << "it is swept meanwhile";
    EXPECT_EQ(delivery(*store, old.id).state, DeliveryState::waiting);
    transport.is_there = true;
    EXPECT_TRUE(eventually([&] { return delivery(*store, old.id).state == DeliveryState::delivered; }));
}

TEST(OutboxAdmin, pauses_and_resumes_with_an_audit_event_each) {
    StoreFixture site;
    const auto store = site.open();
    EXPECT_FALSE(*are_deliveries_paused(*store));
    ASSERT_TRUE(pause_deliveries(*store));
    EXPECT_TRUE(*are_deliveries_paused(*store));
    ASSERT_TRUE(resume_deliveries(*store));
    EXPECT_FALSE(*are_deliveries_paused(*store));
    EXPECT_EQ(audited(*store, "0"), 2U);
}

TEST(OutboxAdmin, sends_a_dead_letter_again_when_it_is_retried_and_nothing_else) {
    StoreFixture site;
    const auto store = site.open();
    std::atomic<bool> is_refusing = true;
    FakeTransport transport([&](const policy::Peer&, const OutboundMessage& message) {
        return message.bytes == "odd" && is_refusing
                   ? Attempt{.result = AttemptResult::rejected, .reason = diag::answered(422)}
                   : Attempt{.result = AttemptResult::delivered};
    });
    queue(*store, "p0", "a", "good");
    const store::Delivery odd = queue(*store, "p0", "b", "odd");
    Outbox outbox(*store, sender(site, *store, transport), quick());
    outbox.start();
    ASSERT_TRUE(eventually([&] {
        return count(*store, DeliveryState::dead) == 1 && count(*store, DeliveryState::delivered) == 1;
    }));
    is_refusing = false;
    ASSERT_TRUE(retry_delivery(*store, odd.id));
    outbox.wake();
    ASSERT_TRUE(eventually([&] { return count(*store, DeliveryState::delivered) == 2; }));
    EXPECT_EQ(transport.tried("p0").size(), 3U);
}

} // namespace
} // namespace renkei::outbox::outbox_admin_test
