#include "gateway/exchange/lanes.h"

#include <gtest/gtest.h>

namespace renkei::exchange::lanes_test {
namespace {

constexpr Schedule schedule;

std::vector<store::Delivery> deliveries(const std::string& peer, int count) {
    std::vector<store::Delivery> out;
    for (int i = 0; i < count; ++i) {
        out.push_back({.id = peer + std::to_string(i), .peer = peer, .node = "a", .lease = 100});
    }
    return out;
}
Ending ended(const store::Delivery& delivery, Attempt attempt = {.result = Result::delivered}) {
    return {.kind = Ending::Kind::attempted, .delivery = delivery, .attempt = std::move(attempt), .was_sent = true};
}
std::vector<std::string> next_peers(Lanes& lanes, int count) {
    std::vector<std::string> out;
    for (int i = 0; i < count; ++i) {
        const auto job = lanes.next(0);
        out.push_back(job ? job->peer : "-");
    }
    return out;
}

TEST(Lanes, serve_peers_in_turn) {
    Lanes lanes(schedule);
    lanes.add(deliveries("a", 3));
    lanes.add(deliveries("b", 3));
    EXPECT_EQ(next_peers(lanes, 6), (std::vector<std::string>{"a", "b", "a", "b", "a", "b"}));
}

TEST(Lanes, have_no_more_under_way_to_a_peer_than_allowed) {
    Lanes lanes(schedule);
    lanes.add(deliveries("a", 10));
    for (unsigned i = 0; i < schedule.per_peer; ++i) {
        EXPECT_TRUE(lanes.next(0));
    }
    EXPECT_FALSE(lanes.next(0));
    lanes.finish(ended(deliveries("a", 1)[0]), 0, 0);
    EXPECT_TRUE(lanes.next(0));
}

TEST(Lanes, give_back_what_waits_for_a_peer_that_is_not_there) {
    Lanes lanes(schedule);
    lanes.add(deliveries("a", 5));
    lanes.add(deliveries("b", 5));
    const auto job = lanes.next(0);
    lanes.finish(ended(job->delivery, {.result = Result::again, .fault = Fault::connection}), 0, 0);
    EXPECT_EQ(lanes.take_back_from_absent().size(), 4U);
    EXPECT_EQ(lanes.busy(), std::vector<std::string>{"a"});
    EXPECT_EQ(lanes.absent(), 1U);
    EXPECT_GT(lanes.next_look(), 0);
}

TEST(Lanes, tend_to_a_peer_that_goes_away_at_once_and_then_now_and_then) {
    constexpr std::int64_t every = 1000;
    Lanes lanes(schedule, every);
    lanes.add(deliveries("a", 2));
    const auto fail = [&](base::Millis now, const std::string& reason) {
        const auto job = lanes.next(now);
        ASSERT_TRUE(job && job->kind == Job::Kind::send);
        lanes.finish(ended(job->delivery, {.result = Result::again, .fault = Fault::receiver, .reason = reason, .retry_after_ms = 10}), now, 0);
    };
    fail(5, "503");
    const auto first = lanes.next(5);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->kind, Job::Kind::tend);
    EXPECT_EQ(first->absence.reason, "503");
    EXPECT_FALSE(first->is_time_to_give_up) << "it has just gone away";
    EXPECT_FALSE(lanes.next(5)) << "once";
    const auto look = lanes.next(2000);
    const auto again = look && look->kind == Job::Kind::tend ? look : lanes.next(2000);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kind, Job::Kind::tend);
    EXPECT_TRUE(again->is_time_to_give_up);
}

TEST(Lanes, tell_anew_of_a_peer_that_is_away_for_another_reason) {
    Lanes lanes(schedule);
    lanes.add(deliveries("a", 3));
    const auto away_for = [&](const std::string& reason, base::Millis now) {
        std::optional<Job> job = lanes.next(now);
        while (job && job->kind != Job::Kind::send) {
            lanes.looked("a", {}, now, 0);
            job = lanes.next(now);
        }
        lanes.finish(ended(job.value().delivery, {.result = Result::again, .fault = Fault::connection, .reason = reason}), now, 0);
        const std::optional<Job> told = lanes.next(now);
        return told ? told->absence.reason : "";
    };
    EXPECT_EQ(away_for("timed out", 1), "timed out");
    EXPECT_EQ(away_for("timed out", 10'000), "");
    EXPECT_EQ(away_for("Connection refused", 20'000), "Connection refused");
}

TEST(Lanes, keep_more_here_of_a_peer_whose_queue_ran_empty) {
    Lanes lanes(schedule);
    for (int round = 0; round < 8; ++round) {
        lanes.busy();
        lanes.add(deliveries("a", 8));
        while (const auto job = lanes.next(0)) {
            lanes.finish(ended(job->delivery), 0, 0);
        }
    }
    Lanes fresh(schedule);
    for (Lanes* each : {&lanes, &fresh}) {
        each->add(deliveries("a", 100));
    }
    EXPECT_TRUE(lanes.busy().empty());
    EXPECT_EQ(fresh.busy(), std::vector<std::string>{"a"});
}

TEST(Lanes, forget_peers_for_which_nothing_comes) {
    Lanes lanes(schedule);
    lanes.add(deliveries("a", 1));
    lanes.finish(ended(lanes.next(0)->delivery), 0, 0);
    lanes.busy();
    lanes.busy();
    EXPECT_FALSE(lanes.next(0));
    EXPECT_EQ(lanes.absent(), 0U);
}

TEST(Lanes, renew_leases_that_end_soon_and_only_those) {
    Lanes lanes(schedule);
    lanes.add(deliveries("a", 2));
    ASSERT_TRUE(lanes.next(0)); // one under way, one in the queue
    EXPECT_TRUE(lanes.renew(100, 500).empty());
    EXPECT_EQ(lanes.renew(101, 500).size(), 2U);
    EXPECT_TRUE(lanes.renew(101, 500).empty());
}

TEST(Lanes, take_no_delivery_twice_that_is_still_under_way) {
    Lanes lanes(schedule);
    lanes.add(deliveries("a", 1));
    ASSERT_TRUE(lanes.next(0));
    lanes.add(deliveries("a", 1)); // its lease ended while this process was stopped
    EXPECT_FALSE(lanes.next(0));
    EXPECT_EQ(lanes.under_way(), 1U);
}

} // namespace
} // namespace renkei::exchange::lanes_test
