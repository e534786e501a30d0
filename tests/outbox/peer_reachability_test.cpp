#include "gateway/core/base/back_off.h"
#include "gateway/network/outbox/peer_reachability.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace renkei::outbox::peer_reachability_test {
namespace {

using base::back_off;

constexpr RetrySchedule schedule;
constexpr double unlucky = 0.999999;

double any_random() {
    return *rc::gen::map(rc::gen::inRange(0, 1'000'000), [](int n) { return n / 1e6; });
}

RC_GTEST_PROP(BackOff, lies_in_the_upper_half_of_the_doubled_step, ()) {
    const auto failures = *rc::gen::inRange<std::uint32_t>(0, 11);
    const std::int64_t step = std::int64_t{1000} << failures;
    const std::int64_t wait = back_off(1000, 3'600'000, failures, any_random());
    RC_ASSERT(wait >= step / 2);
    RC_ASSERT(wait <= step);
}

RC_GTEST_PROP(BackOff, never_exceeds_the_ceiling_however_often_it_failed, ()) {
    const auto failures = *rc::gen::arbitrary<std::uint32_t>();
    const auto ceiling = *rc::gen::inRange<std::int64_t>(1, 10'000'000);
    const std::int64_t wait = back_off(1000, ceiling, failures, any_random());
    RC_ASSERT(wait <= ceiling);
    RC_ASSERT(wait >= std::min<std::int64_t>(1000, ceiling) / 2);
}

RC_GTEST_PROP(BackOff, spreads_deliveries_that_failed_together, ()) {
    const auto failures = *rc::gen::inRange<std::uint32_t>(0, 100);
    RC_ASSERT(back_off(1000, 3'600'000, failures, 0.0) < back_off(1000, 3'600'000, failures, 0.9));
}

Attempt unreachable() { return {.result = AttemptResult::retry, .scope = FailureScope::connection}; }
Attempt busy(std::int64_t retry_after_ms = 0) {
    return {.scope = FailureScope::receiver, .retry_after_ms = retry_after_ms};
}
Attempt odd() { return {.scope = FailureScope::delivery}; }
Attempt taken() { return {.result = AttemptResult::delivered}; }

TEST(PeerReachability, allows_as_many_in_flight_as_the_schedule_says) {
    EXPECT_EQ(PeerReachability().allowed(schedule), schedule.per_peer);
}

TEST(PeerReachability, becomes_unreachable_without_a_connection_and_is_probed_within_a_second) {
    PeerReachability reachability;
    base::Millis now = 5000;
    EXPECT_FALSE(reachability.record(unreachable(), now, schedule, unlucky));
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(reachability.allowed(schedule), 0U);
        EXPECT_FALSE(reachability.is_probe_due(now));
        EXPECT_TRUE(reachability.is_probe_due(now + 1000));
        now += 1000;
        reachability.start_probe();
        reachability.probed(diag::DeliveryReason(diag::ReasonCode::connection_refused), now, schedule,
                            unlucky);
    }
}

TEST(PeerReachability, allows_one_trial_after_a_probe_and_all_after_its_success) {
    PeerReachability reachability;
    reachability.record(unreachable(), 0, schedule, 0);
    reachability.start_probe();
    reachability.probed({}, 100, schedule, 0);
    EXPECT_EQ(reachability.allowed(schedule), 1U);
    EXPECT_TRUE(reachability.record(taken(), 110, schedule, 0));
    EXPECT_EQ(reachability.allowed(schedule), schedule.per_peer);
    EXPECT_FALSE(reachability.record(taken(), 120, schedule, 0));
}

TEST(PeerReachability, becomes_unreachable_again_when_the_trial_fails_to_connect) {
    PeerReachability reachability;
    reachability.record(unreachable(), 0, schedule, 0);
    reachability.start_probe();
    reachability.probed({}, 100, schedule, 0);
    EXPECT_FALSE(reachability.record(unreachable(), 110, schedule, 0));
    EXPECT_TRUE(reachability.is_unreachable());
}

TEST(PeerReachability, allows_few_after_a_broken_trial_and_recovers_with_the_first_answer) {
    PeerReachability reachability;
    reachability.record(unreachable(), 0, schedule, 0);
    reachability.start_probe();
    reachability.probed({}, 100, schedule, 0);
    EXPECT_FALSE(reachability.record(odd(), 110, schedule, 0));
    EXPECT_EQ(reachability.allowed(schedule), schedule.min_per_peer);
    EXPECT_TRUE(reachability.record(taken(), 120, schedule, 0));
    EXPECT_EQ(reachability.allowed(schedule), schedule.per_peer);
}

TEST(PeerReachability, waits_as_long_as_the_receiver_asked_for) {
    PeerReachability reachability;
    reachability.record(busy(60'000), 0, schedule, 0);
    EXPECT_FALSE(reachability.is_probe_due(59'999));
    EXPECT_TRUE(reachability.is_probe_due(60'000));
}

TEST(PeerReachability, limits_retry_after_to_the_maximum_back_off) {
    PeerReachability reachability;
    reachability.record(busy(1LL << 50), 0, schedule, 0);
    EXPECT_TRUE(reachability.is_probe_due(schedule.max_backoff_ms));
}

TEST(PeerReachability, stays_reachable_when_single_deliveries_fail_between_others) {
    PeerReachability reachability;
    for (int i = 0; i < 10; ++i) {
        reachability.record(odd(), i, schedule, 0);
        reachability.record(odd(), i, schedule, 0);
        reachability.record(taken(), i, schedule, 0);
    }
    EXPECT_TRUE(reachability.is_reachable());
}

TEST(PeerReachability, stays_reachable_for_a_peer_that_breaks_eleven_of_twelve_responses) {
    PeerReachability reachability;
    base::Millis now = 0;
    for (int i = 1; i <= 12'000; ++i) {
        now += 1000;
        EXPECT_FALSE(reachability.record(i % 12 == 0 ? taken() : odd(), now, schedule, 0))
            << "it was never away";
        ASSERT_GE(reachability.allowed(schedule), schedule.min_per_peer) << i;
    }
}

TEST(PeerReachability, halves_the_number_in_flight_after_each_failure_and_adds_one_after_each_answer) {
    constexpr RetrySchedule wide{.per_peer = 16};
    PeerReachability reachability;
    const auto allowed_after = [&](const Attempt& attempt) {
        reachability.record(attempt, 0, wide, 0);
        return reachability.allowed(wide);
    };
    EXPECT_EQ(allowed_after(odd()), 8U);
    EXPECT_EQ(allowed_after(odd()), 4U);
    EXPECT_EQ(allowed_after(odd()), 2U);
    EXPECT_EQ(allowed_after(odd()), 2U);
    EXPECT_EQ(allowed_after(taken()), 3U);
    EXPECT_EQ(allowed_after(taken()), 4U);
    EXPECT_EQ(allowed_after(odd()), 2U);
}

TEST(PeerReachability, becomes_unreachable_when_nothing_is_answered_for_long) {
    PeerReachability reachability;
    for (unsigned i = 1; i < schedule.max_consecutive_failures; ++i) {
        reachability.record(odd(), i, schedule, 0);
        EXPECT_FALSE(reachability.is_unreachable());
    }
    reachability.record(odd(), schedule.unresponsive_ms, schedule, 0);
    EXPECT_FALSE(reachability.is_unreachable()) << "not long enough";
    reachability.record(odd(), schedule.unresponsive_ms + 1, schedule, 0);
    EXPECT_TRUE(reachability.is_unreachable());
    reachability.start_probe();
    reachability.probed({}, 50'000, schedule, 0);
    reachability.record(odd(), 50'100, schedule, 0);
    EXPECT_TRUE(reachability.is_unreachable()) << "it accepts connections as before, and answers nothing";
}

TEST(PeerReachability, recovers_when_a_peer_answers_after_breaking_everything_for_some_time) {
    PeerReachability reachability;
    for (int i = 0; i < 3; ++i) {
        reachability.record(odd(), 10, schedule, 0);
    }
    EXPECT_TRUE(reachability.record(taken(), 10 + schedule.unresponsive_ms, schedule, 0));
}

TEST(PeerReachability, is_responsive_for_some_time_after_the_last_answer) {
    PeerReachability reachability;
    EXPECT_FALSE(reachability.is_responsive(5, schedule));
    reachability.record(taken(), 5, schedule, 0);
    reachability.record(odd(), 6, schedule, 0);
    EXPECT_TRUE(reachability.is_responsive(5 + schedule.responsive_ms, schedule));
    EXPECT_FALSE(reachability.is_responsive(6 + schedule.responsive_ms, schedule));
}

TEST(PeerReachability, becomes_reachable_when_an_earlier_attempt_succeeds) {
    PeerReachability reachability;
    reachability.record(unreachable(), 0, schedule, 0);
    EXPECT_TRUE(reachability.record(taken(), 1, schedule, 0));
    EXPECT_TRUE(reachability.is_reachable());
}

} // namespace
} // namespace renkei::outbox::peer_reachability_test
