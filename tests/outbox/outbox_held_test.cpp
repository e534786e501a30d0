// What is for a peer that is revoked waits, untouched, and goes out in its order when the peer is let in
// again.
#include "gateway/network/outbox/backlog.h"
#include "gateway/network/outbox/outbox_admin.h"
#include "gateway/network/outbox/peer_state.h"

#include "tests/outbox/running_outbox.h"

#include <algorithm>
#include <tuple>

namespace renkei::outbox::outbox_held_test {
namespace {

using store::DeliveryState;
using Names = std::vector<std::string>;

// Peers that are revoked and let in again while the outbox works, as a gateway reads them again.
class Peers {
public:
    explicit Peers(std::vector<policy::Peer> peers) { set(std::move(peers)); }
    void set(std::vector<policy::Peer> peers) {
        const std::scoped_lock lock(mutex_);
        peers_ = std::make_shared<const std::vector<policy::Peer>>(std::move(peers));
    }
    std::shared_ptr<const std::vector<policy::Peer>> get() const {
        const std::scoped_lock lock(mutex_);
        return peers_;
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const std::vector<policy::Peer>> peers_;
};

struct RevokedPeer {
    explicit RevokedPeer(FakeTransport::Behaviour behaviour = {}) : transport(std::move(behaviour)) {}
    void start(OutboxSettings settings = quick()) {
        put_peers(site, *store);
        Sender sender(
            *store, [this] { return peers.get(); }, [] { return nullptr; },
            [this](policy::DeliveryMethod) { return &transport; }, show_original());
        outbox = std::make_unique<Outbox>(*store, std::move(sender), settings);
        outbox->start();
    }
    void revoke(bool revoked) {
        site.peers[0].revoked = revoked;
        must(store->write([&](store::Transaction& transaction) { return transaction.put(site.peers[0]); }));
        peers.set(site.peers);
    }
    // As `renkei peer revoke --lift` does.
    void lift_revocation() {
        must(store->write([&](store::Transaction& transaction) {
            return restart_expiry(transaction, "p0", site.clock.now());
        }));
        revoke(false);
        must(make_due_now(*store, "p0", site.clock.now()));
    }
    bool cycles(std::uint64_t so_many) const {
        return eventually(
            [&, since = outbox->state().cycles] { return outbox->state().cycles >= since + so_many; });
    }

    StoreFixture site{};
    std::unique_ptr<store::Store> store = site.open();
    Peers peers{site.peers};
    FakeTransport transport;
    std::unique_ptr<Outbox> outbox{};
};

TEST(Outbox, holds_deliveries_of_a_revoked_peer_and_sends_them_in_order_when_it_is_admitted_again) {
    RevokedPeer it;
    it.revoke(true);
    Names expected;
    std::vector<store::Delivery> queued;
    for (int i = 0; i < 20; ++i) {
        expected.push_back(std::to_string(i));
        queued.push_back(queue(*it.store, "p0", "same", expected.back()));
    }
    const store::Delivery other = queue(*it.store, "p1", "same", "other");
    it.start();
    ASSERT_TRUE(eventually([&] { return delivery(*it.store, other.id).state == DeliveryState::delivered; }));
    ASSERT_TRUE(it.cycles(5));
    EXPECT_TRUE(it.transport.tried("p0").empty());
    for (const store::Delivery& each : queued) {
        const store::Delivery now = delivery(*it.store, each.id);
        EXPECT_EQ(std::tie(now.state, now.attempts, now.due, now.reason),
                  std::tie(each.state, each.attempts, each.due, each.reason));
    }
    it.lift_revocation();
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 21; }));
    EXPECT_EQ(it.transport.delivered("p0"), expected);
}

TEST(Outbox, releases_claimed_deliveries_of_a_peer_that_is_revoked_meanwhile) {
    Gate gate;
    RevokedPeer it([&](const policy::Peer&, const OutboundMessage&) {
        gate.pass();
        return taken();
    });
    const OpenAtEnd at_end{gate};
    queue_many(*it.store, 20);
    it.start();
    const auto in_flight = static_cast<int>(quick().schedule.per_peer);
    ASSERT_TRUE(eventually([&] { return gate.waiting() == in_flight; }));
    it.revoke(true);
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::waiting) == 16; }));
    gate.open();
    ASSERT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 4; }))
        << "what was under way is not undone";
    ASSERT_TRUE(it.cycles(5));
    EXPECT_EQ(it.transport.tried("p0").size(), 4U);
    it.lift_revocation();
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::delivered) == 20; }));
}

TEST(Outbox, does_not_probe_a_revoked_unreachable_peer) {
    RevokedPeer it;
    it.transport.is_there = false;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start();
    ASSERT_TRUE(eventually([&] { return it.transport.probes > 3; }));
    it.revoke(true);
    ASSERT_TRUE(eventually(
        [&] { return it.outbox->state().unreachable_peers == 0 && it.outbox->state().in_flight == 0; }));
    ASSERT_TRUE(it.cycles(2));
    const int probes = it.transport.probes;
    ASSERT_TRUE(it.cycles(10));
    EXPECT_EQ(it.transport.probes, probes);
    it.transport.is_there = true;
    it.lift_revocation();
    EXPECT_TRUE(eventually([&] { return delivery(*it.store, one.id).state == DeliveryState::delivered; }));
}

TEST(Outbox, does_not_count_the_time_in_which_a_peer_was_revoked) {
    RevokedPeer it;
    it.revoke(true);
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start();
    it.site.clock.shift(RetrySchedule().expire_ms);
    ASSERT_TRUE(it.cycles(5));
    it.transport.is_there = false;
    it.lift_revocation();
    ASSERT_TRUE(eventually([&] { return it.transport.probes > 10; }))
        << "it is looked for, and nothing is given up";
    EXPECT_EQ(delivery(*it.store, one.id).state, DeliveryState::waiting);
    it.site.clock.shift(RetrySchedule().expire_ms);
    EXPECT_TRUE(eventually([&] { return delivery(*it.store, one.id).state == DeliveryState::dead; }));
}

TEST(Outbox, delivers_at_once_what_had_failed_before_its_peer_was_revoked) {
    std::atomic<bool> fails = true;
    RevokedPeer it([&](const policy::Peer&, const OutboundMessage&) {
        return fails ? failing(FailureScope::delivery) : taken();
    });
    OutboxSettings settings = quick();
    settings.schedule.initial_backoff_ms = settings.schedule.max_backoff_ms = 3'600'000;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start(settings);
    ASSERT_TRUE(eventually([&] {
        return delivery(*it.store, one.id).attempts == 1 &&
               delivery(*it.store, one.id).state == DeliveryState::waiting;
    }));
    it.revoke(true);
    fails = false;
    it.lift_revocation();
    EXPECT_TRUE(eventually([&] { return delivery(*it.store, one.id).state == DeliveryState::delivered; }));
}

TEST(OutboxAdmin, shows_that_a_delivery_waits_because_its_peer_is_revoked) {
    RevokedPeer it;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    queue(*it.store, "p1", "a", "two");
    it.revoke(true);
    EXPECT_EQ(show_delivery(*it.store, one.id)->reason, diag::ReasonCode::revoked);
    EXPECT_EQ(list_deliveries(*it.store, {.peer = "p0"})->at(0).reason, diag::ReasonCode::revoked);
    EXPECT_EQ(list_deliveries(*it.store, {.peer = "p1"})->at(0).reason, diag::ReasonCode::next);
    EXPECT_EQ(retry_delivery(*it.store, one.id)->reason, diag::ReasonCode::revoked)
        << "that alone sends nothing";
    EXPECT_EQ(held_for(*it.store, "p0")->deliveries, 1U);
    EXPECT_EQ(held_for(*it.store, "p0")->mailbox, 0U);
    it.revoke(false);
    EXPECT_EQ(show_delivery(*it.store, one.id)->reason, diag::ReasonCode::next);
}

TEST(OutboxAdmin, shows_no_old_failure_once_the_peer_is_admitted_again) {
    RevokedPeer it;
    store::Delivery one = queue(*it.store, "p0", "a", "one");
    one.reason = diag::ReasonCode::connection_refused;
    must(it.store->write([&](store::Transaction& transaction) { return transaction.update(one); }));
    it.revoke(true);
    EXPECT_EQ(show_delivery(*it.store, one.id)->reason, diag::ReasonCode::revoked);
    it.lift_revocation();
    EXPECT_EQ(show_delivery(*it.store, one.id)->reason, diag::ReasonCode::next);
    EXPECT_EQ(show_delivery(*it.store, one.id)->due, one.due) << "it was due already and keeps its turn";
}

TEST(OutboxAdmin, counts_the_held_deliveries_of_those_retried) {
    RevokedPeer it;
    queue_many(*it.store, 6, 2);
    for (store::Delivery& each : must(list_deliveries(*it.store, {}))) {
        each.state = DeliveryState::dead;
        must(it.store->write([&](store::Transaction& transaction) { return transaction.update(each); }));
    }
    it.revoke(true);
    const ChangedDeliveries changed = must(retry_all_for(*it.store, ""));
    EXPECT_EQ(changed.deliveries, 6U);
    EXPECT_EQ(changed.held, 3U);
}

TEST(OutboxAdmin, counts_due_deliveries_that_are_held_or_wait_for_their_peer) {
    RevokedPeer it;
    queue_many(*it.store, 6, 2);
    it.revoke(true);
    must(record_unreachable(*it.store, "p1", {.reason = diag::ReasonCode::connection_refused},
                            it.site.clock.now() + 60'000));
    const ChangedDeliveries changed = must(retry_all_for(*it.store, ""));
    EXPECT_EQ(changed.deliveries, 0U);
    EXPECT_EQ(changed.due, 6U);
    EXPECT_EQ(changed.held, 3U);
    EXPECT_EQ(changed.unreachable, 3U);
}

TEST(OutboxAdmin, does_not_contact_a_peer_whose_deliveries_it_cancels) {
    RevokedPeer it;
    queue(*it.store, "p0", "a", "one");
    it.revoke(true);
    const ChangedDeliveries changed = must(cancel_all_for(*it.store, "p0"));
    EXPECT_EQ(changed.deliveries, 1U);
    EXPECT_EQ(changed.held, 0U);
}

TEST(Expiry, never_ends_deliveries_of_a_revoked_peer) {
    RevokedPeer it;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.revoke(true);
    const base::Millis late = it.site.clock.now() + RetrySchedule().expire_ms;
    ExpiredDeliveries held;
    must(expire_deliveries(*it.store, "p0", diag::ReasonCode::connection_refused, late, RetrySchedule(),
                           held));
    EXPECT_EQ(held.dead, 0U);
    EXPECT_EQ(held.remaining, 1U);
    EXPECT_EQ(delivery(*it.store, one.id).state, DeliveryState::waiting);
    it.revoke(false);
    ExpiredDeliveries expired;
    must(expire_deliveries(*it.store, "p0", diag::ReasonCode::connection_refused, late, RetrySchedule(),
                           expired));
    EXPECT_EQ(expired.dead, 1U);
    ASSERT_EQ(expired.first.size(), 1U);
    EXPECT_EQ(expired.first[0].id, one.id);
    EXPECT_EQ(expired.first[0].state, DeliveryState::dead);
    EXPECT_EQ(expired.first[0].reason.code(), "gave-up:connection-refused");
}

} // namespace
} // namespace renkei::outbox::outbox_held_test
