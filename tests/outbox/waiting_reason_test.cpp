// Why deliveries wait, as an operator sees it.
#include "gateway/network/outbox/outbox_admin.h"
#include "gateway/network/outbox/peer_state.h"
#include "gateway/network/outbox/waiting_reason.h"

#include "tests/outbox/running_outbox.h"

namespace renkei::outbox::waiting_reason_test {
namespace {

using store::DeliveryState;

store::Delivery shown(const store::Store& store, const store::Delivery& which) {
    return must(show_delivery(store, which.id));
}

bool is_away(const store::Store& store, const std::string& peer) {
    return must(store.read_value<PeerState>([&](const store::Snapshot& snapshot) {
               return PeerState::read(snapshot, peer, store.clock().now());
           })).state() == PeerState::State::unreachable;
}

TEST(WaitingReasons, of_a_delivery_behind_another_names_it_and_its_reason) {
    RunningOutbox it([](const policy::Peer&, const OutboundMessage&) {
        return failing(FailureScope::delivery, 3'600'000);
    });
    OutboxSettings settings = quick();
    settings.schedule.max_backoff_ms = 3'600'000;
    const store::Delivery first = queue(*it.store, "p0", "same", "first");
    const store::Delivery second = queue(*it.store, "p0", "same", "second");
    const store::Delivery third = queue(*it.store, "p0", "same", "third");
    it.start(settings);
    ASSERT_TRUE(eventually([&] {
        return delivery(*it.store, first.id).attempts == 1 &&
               delivery(*it.store, first.id).state == DeliveryState::waiting;
    }));
    EXPECT_EQ(shown(*it.store, first).reason, diag::answered(500));
    EXPECT_GT(shown(*it.store, first).due, it.site.clock.now() + 3'000'000);
    for (const store::Delivery& behind : {second, third}) {
        EXPECT_EQ(shown(*it.store, behind).reason, diag::behind(first.id).because(diag::answered(500)));
        EXPECT_EQ(shown(*it.store, behind).due, 0) << "no time says when";
    }
}

TEST(WaitingReasons, of_a_delivery_behind_one_in_flight_says_so) {
    Gate gate;
    RunningOutbox it([&](const policy::Peer&, const OutboundMessage&) {
        gate.pass();
        return taken();
    });
    const OpenAtEnd at_end{gate};
    const store::Delivery first = queue(*it.store, "p0", "same", "first");
    const store::Delivery second = queue(*it.store, "p0", "same", "second");
    it.start();
    ASSERT_TRUE(eventually([&] { return gate.waiting() == 1; }));
    EXPECT_EQ(shown(*it.store, second).reason, diag::behind(first.id).because(diag::ReasonCode::being_sent));
    gate.open();
}

TEST(WaitingReasons, explain_all_deliveries_of_an_unreachable_peer_and_none_when_it_is_reachable) {
    RunningOutbox it;
    it.transport.is_there = false;
    queue_many(*it.store, 50);
    it.start();
    const auto says_why = [](const store::Delivery& each) {
        return each.reason.code() == "away:connection-refused";
    };
    ASSERT_TRUE(eventually([&] {
        return std::ranges::all_of(must(list_deliveries(*it.store, {.states = {DeliveryState::waiting}})),
                                   says_why);
    }));
    const store::Delivery late = queue(*it.store, "p0", "late", "late");
    EXPECT_EQ(shown(*it.store, late).reason.code(), "away:connection-refused");
    EXPECT_LE(shown(*it.store, late).due, it.site.clock.now() + quick().schedule.max_probe_ms)
        << "when it answers";
    it.transport.why = diag::ReasonCode::timed_out;
    EXPECT_TRUE(eventually([&] {
        return std::ranges::all_of(
            must(list_deliveries(*it.store, {.states = {DeliveryState::waiting}})),
            [](const store::Delivery& each) { return each.reason.code() == "away:timed-out"; });
    })) << "what the last look found, whatever an attempt failed for before";
    it.transport.is_there = true;
    ASSERT_TRUE(eventually(
        [&] { return count(*it.store, DeliveryState::delivered) == 51 && !is_away(*it.store, "p0"); }));
    it.outbox->stop();
    const store::Delivery next = queue(*it.store, "p0", "next", "next");
    EXPECT_EQ(shown(*it.store, next).reason, diag::ReasonCode::next);
    EXPECT_EQ(shown(*it.store, next).due, next.due);
}

TEST(WaitingReasons, is_due_no_earlier_than_an_overloaded_peer_asked_for) {
    RunningOutbox it([](const policy::Peer&, const OutboundMessage&) {
        return failing(FailureScope::receiver, 3'600'000);
    });
    OutboxSettings settings = quick();
    settings.schedule.max_backoff_ms = 3'600'000;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    it.start(settings);
    EXPECT_TRUE(eventually([&] { return shown(*it.store, one).due > it.site.clock.now() + 3'000'000; }));
}

TEST(WaitingReasons, of_an_unreachable_peer_expire_when_not_renewed) {
    RunningOutbox it;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    // by a node that died
    must(record_unreachable(*it.store, "p0", {.reason = diag::ReasonCode::connection_refused},
                            it.site.clock.now() + 60'000));
    EXPECT_EQ(shown(*it.store, one).reason.code(), "away:connection-refused");
    store::Delivery dead = one;
    dead.state = DeliveryState::dead;
    must(it.store->write([&](store::Transaction& transaction) { return transaction.update(dead); }));
    EXPECT_EQ(must(retry_all_for(*it.store, "p0")).unreachable, 1U) << "that alone sends nothing";
    it.site.clock.shift(60'000);
    EXPECT_EQ(shown(*it.store, one).reason, diag::ReasonCode::retried);
}

TEST(WaitingReasons, while_deliveries_are_paused_is_that) {
    RunningOutbox it;
    const store::Delivery one = queue(*it.store, "p0", "a", "one");
    must(pause_deliveries(*it.store));
    EXPECT_EQ(shown(*it.store, one).reason, diag::ReasonCode::paused);
    EXPECT_EQ(shown(*it.store, one).due, 0);
}

TEST(Outbox, expires_in_time_what_would_be_retried_later_and_all_behind_it) {
    RunningOutbox it(
        [](const policy::Peer&, const OutboundMessage&) { return failing(FailureScope::delivery); });
    OutboxSettings settings = quick();
    settings.schedule.initial_backoff_ms = settings.schedule.max_backoff_ms = 3'600'000;
    settings.schedule.expire_ms = 400;
    for (int i = 0; i < 5; ++i) {
        queue(*it.store, "p0", "same", std::to_string(i));
    }
    it.start(settings);
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::dead) == 5; }));
    for (const store::Delivery& each : must(list_deliveries(*it.store, {}))) {
        EXPECT_EQ(each.reason, diag::DeliveryReason(diag::ReasonCode::gave_up).because(diag::answered(500)));
    }
}

TEST(Outbox, expires_in_time_what_waits_for_a_long_retry_after) {
    RunningOutbox it([](const policy::Peer&, const OutboundMessage&) {
        return failing(FailureScope::receiver, 3'600'000);
    });
    OutboxSettings settings = quick();
    settings.schedule.max_backoff_ms = 3'600'000;
    settings.schedule.expire_ms = 400;
    queue_many(*it.store, 20);
    it.start(settings);
    EXPECT_TRUE(eventually([&] { return count(*it.store, DeliveryState::dead) == 20; }));
}

} // namespace
} // namespace renkei::outbox::waiting_reason_test
