#include "gateway/network/outbox/peer_queues.h"

#include <gtest/gtest.h>

namespace renkei::outbox::peer_queues_test {
namespace {

constexpr RetrySchedule schedule;

std::vector<store::Delivery> deliveries(const std::string& peer, int count) {
    std::vector<store::Delivery> out;
    for (int i = 0; i < count; ++i) {
        out.push_back({.id = peer + std::to_string(i), .peer = peer, .node = "a", .lease = 100});
    }
    return out;
}
AttemptRecord ended(const store::Delivery& delivery, Attempt attempt = {.result = AttemptResult::delivered}) {
    return {.kind = AttemptRecord::Kind::attempted,
            .delivery = delivery,
            .attempt = std::move(attempt),
            .was_sent = true};
}
std::vector<std::string> next_peers(PeerQueues& lanes, int count) {
    std::vector<std::string> out;
    for (int i = 0; i < count; ++i) {
        const auto job = lanes.next(0);
        out.push_back(job ? job->peer : "-");
    }
    return out;
}

TEST(PeerQueues, serve_peers_in_turn) {
    PeerQueues lanes(schedule);
    lanes.add(deliveries("a", 3));
    lanes.add(deliveries("b", 3));
    EXPECT_EQ(next_peers(lanes, 6), (std::vector<std::string>{"a", "b", "a", "b", "a", "b"}));
}

TEST(PeerQueues, have_no_more_in_flight_to_a_peer_than_allowed) {
    PeerQueues lanes(schedule);
    lanes.add(deliveries("a", 10));
    for (unsigned i = 0; i < schedule.per_peer; ++i) {
        EXPECT_TRUE(lanes.next(0));
    }
    EXPECT_FALSE(lanes.next(0));
    lanes.finish(ended(deliveries("a", 1)[0]), 0, 0);
    EXPECT_TRUE(lanes.next(0));
}

TEST(PeerQueues, release_what_waits_for_an_unreachable_peer) {
    PeerQueues lanes(schedule);
    lanes.add(deliveries("a", 5));
    lanes.add(deliveries("b", 5));
    const auto job = lanes.next(0);
    lanes.finish(ended(job->delivery, {.result = AttemptResult::retry, .scope = FailureScope::connection}), 0,
                 0);
    EXPECT_EQ(lanes.take_unreachable().size(), 4U);
    EXPECT_EQ(lanes.busy(), std::vector<std::string>{"a"});
    EXPECT_EQ(lanes.unreachable(), 1U);
    EXPECT_GT(lanes.next_probe_at(), 0);
}

TEST(PeerQueues, sweep_an_unreachable_peer_at_once_and_then_at_intervals) {
    constexpr std::int64_t every = 1000;
    PeerQueues lanes(schedule, every);
    lanes.add(deliveries("a", 2));
    const auto fail = [&](base::Millis now, const diag::DeliveryReason& reason) {
        const auto job = lanes.next(now);
        ASSERT_TRUE(job && job->kind == OutboxJob::Kind::send);
        lanes.finish(ended(job->delivery, {.result = AttemptResult::retry,
                                           .scope = FailureScope::receiver,
                                           .reason = reason,
                                           .retry_after_ms = 10}),
                     now, 0);
    };
    fail(5, diag::answered(503));
    const auto first = lanes.next(5);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->kind, OutboxJob::Kind::sweep);
    EXPECT_EQ(first->unreachable.reason, diag::answered(503));
    EXPECT_FALSE(first->is_time_to_expire) << "it has just gone away";
    EXPECT_FALSE(lanes.next(5)) << "once";
    const auto probe = lanes.next(2000);
    const auto again = probe && probe->kind == OutboxJob::Kind::sweep ? probe : lanes.next(2000);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kind, OutboxJob::Kind::sweep);
    EXPECT_TRUE(again->is_time_to_expire);
}

TEST(PeerQueues, record_an_unreachable_peer_again_for_another_reason) {
    PeerQueues lanes(schedule);
    lanes.add(deliveries("a", 3));
    const auto away_for = [&](const diag::DeliveryReason& reason, base::Millis now) {
        std::optional<OutboxJob> job = lanes.next(now);
        while (job && job->kind != OutboxJob::Kind::send) {
            lanes.probed("a", {}, now, 0);
            job = lanes.next(now);
        }
        lanes.finish(
            ended(job.value().delivery,
                  {.result = AttemptResult::retry, .scope = FailureScope::connection, .reason = reason}),
            now, 0);
        const std::optional<OutboxJob> recorded = lanes.next(now);
        return recorded ? recorded->unreachable.reason : diag::DeliveryReason();
    };
    const diag::DeliveryReason timed_out = diag::ReasonCode::timed_out;
    const diag::DeliveryReason refused = diag::ReasonCode::connection_refused;
    EXPECT_EQ(away_for(timed_out, 1), timed_out);
    EXPECT_EQ(away_for(timed_out, 10'000), diag::DeliveryReason());
    EXPECT_EQ(away_for(refused, 20'000), refused);
}

TEST(PeerQueues, prefetch_more_for_a_peer_whose_queue_ran_empty) {
    PeerQueues lanes(schedule);
    for (int round = 0; round < 8; ++round) {
        lanes.busy();
        lanes.add(deliveries("a", 8));
        while (const auto job = lanes.next(0)) {
            lanes.finish(ended(job->delivery), 0, 0);
        }
    }
    PeerQueues fresh(schedule);
    for (PeerQueues* each : {&lanes, &fresh}) {
        each->add(deliveries("a", 100));
    }
    EXPECT_TRUE(lanes.busy().empty());
    EXPECT_EQ(fresh.busy(), std::vector<std::string>{"a"});
}

TEST(PeerQueues, forget_peers_for_which_nothing_comes) {
    PeerQueues lanes(schedule);
    lanes.add(deliveries("a", 1));
    lanes.finish(ended(lanes.next(0)->delivery), 0, 0);
    lanes.busy();
    lanes.busy();
    EXPECT_FALSE(lanes.next(0));
    EXPECT_EQ(lanes.unreachable(), 0U);
}

TEST(PeerQueues, renew_leases_that_end_soon_and_only_those) {
    PeerQueues lanes(schedule);
    lanes.add(deliveries("a", 2));
    ASSERT_TRUE(lanes.next(0)); // one under way, one in the queue
    EXPECT_TRUE(lanes.renew(100, 500).empty());
    EXPECT_EQ(lanes.renew(101, 500).size(), 2U);
    EXPECT_TRUE(lanes.renew(101, 500).empty());
}

TEST(PeerQueues, never_queue_a_delivery_twice_that_is_still_in_flight) {
    PeerQueues lanes(schedule);
    lanes.add(deliveries("a", 1));
    ASSERT_TRUE(lanes.next(0));
    lanes.add(deliveries("a", 1)); // its lease ended while this process was stopped
    EXPECT_FALSE(lanes.next(0));
    EXPECT_EQ(lanes.in_flight(), 1U);
}

} // namespace
} // namespace renkei::outbox::peer_queues_test
