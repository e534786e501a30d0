#include "gateway/exchange/circuit.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace renkei::exchange::back_off_test {
namespace {

constexpr Schedule schedule;
constexpr double unlucky = 0.999999;

double any_random() { return *rc::gen::map(rc::gen::inRange(0, 1'000'000), [](int n) { return n / 1e6; }); }

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

RC_GTEST_PROP(BackOff, spreads_those_who_failed_together, ()) {
    const auto failures = *rc::gen::inRange<std::uint32_t>(0, 100);
    RC_ASSERT(back_off(1000, 3'600'000, failures, 0.0) < back_off(1000, 3'600'000, failures, 0.9));
}

Attempt nobody() { return {.result = Result::again, .fault = Fault::connection}; }
Attempt busy(std::int64_t retry_after_ms = 0) { return {.fault = Fault::receiver, .retry_after_ms = retry_after_ms}; }
Attempt odd() { return {.fault = Fault::delivery}; }
Attempt taken() { return {.result = Result::delivered}; }

TEST(Circuit, lets_as_much_through_as_the_schedule_says) {
    EXPECT_EQ(Circuit().allowed(schedule), schedule.per_peer);
}

TEST(Circuit, closes_when_nobody_is_there_and_looks_again_within_a_second) {
    Circuit circuit;
    base::Millis now = 5000;
    EXPECT_FALSE(circuit.record(nobody(), now, schedule, unlucky));
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(circuit.allowed(schedule), 0U);
        EXPECT_FALSE(circuit.wants_look(now));
        EXPECT_TRUE(circuit.wants_look(now + 1000));
        now += 1000;
        circuit.start_look();
        circuit.looked("connection refused", now, schedule, unlucky);
    }
}

TEST(Circuit, lets_one_try_when_somebody_is_there_and_all_after_its_success) {
    Circuit circuit;
    circuit.record(nobody(), 0, schedule, 0);
    circuit.start_look();
    circuit.looked({}, 100, schedule, 0);
    EXPECT_EQ(circuit.allowed(schedule), 1U);
    EXPECT_TRUE(circuit.record(taken(), 110, schedule, 0));
    EXPECT_EQ(circuit.allowed(schedule), schedule.per_peer);
    EXPECT_FALSE(circuit.record(taken(), 120, schedule, 0));
}

TEST(Circuit, closes_again_when_nobody_is_there_at_the_first_try) {
    Circuit circuit;
    circuit.record(nobody(), 0, schedule, 0);
    circuit.start_look();
    circuit.looked({}, 100, schedule, 0);
    EXPECT_FALSE(circuit.record(nobody(), 110, schedule, 0));
    EXPECT_TRUE(circuit.is_down());
}

TEST(Circuit, opens_for_few_when_the_first_try_is_answered_by_a_broken_connection_and_is_back_with_the_first_answer) {
    Circuit circuit;
    circuit.record(nobody(), 0, schedule, 0);
    circuit.start_look();
    circuit.looked({}, 100, schedule, 0);
    EXPECT_FALSE(circuit.record(odd(), 110, schedule, 0));
    EXPECT_EQ(circuit.allowed(schedule), schedule.least_per_peer);
    EXPECT_TRUE(circuit.record(taken(), 120, schedule, 0));
    EXPECT_EQ(circuit.allowed(schedule), schedule.per_peer);
}

TEST(Circuit, waits_as_long_as_the_receiver_asked_for) {
    Circuit circuit;
    circuit.record(busy(60'000), 0, schedule, 0);
    EXPECT_FALSE(circuit.wants_look(59'999));
    EXPECT_TRUE(circuit.wants_look(60'000));
}

TEST(Circuit, does_not_believe_a_wish_beyond_the_ceiling) {
    Circuit circuit;
    circuit.record(busy(1LL << 50), 0, schedule, 0);
    EXPECT_TRUE(circuit.wants_look(schedule.ceiling_ms));
}

TEST(Circuit, stays_open_when_single_deliveries_fail_between_others) {
    Circuit circuit;
    for (int i = 0; i < 10; ++i) {
        circuit.record(odd(), i, schedule, 0);
        circuit.record(odd(), i, schedule, 0);
        circuit.record(taken(), i, schedule, 0);
    }
    EXPECT_TRUE(circuit.is_up());
}

TEST(Circuit, stays_open_for_a_peer_that_breaks_off_eleven_of_twelve_answers_however_long) {
    Circuit circuit;
    base::Millis now = 0;
    for (int i = 1; i <= 12'000; ++i) {
        now += 1000;
        EXPECT_FALSE(circuit.record(i % 12 == 0 ? taken() : odd(), now, schedule, 0)) << "it was never away";
        ASSERT_GE(circuit.allowed(schedule), schedule.least_per_peer) << i;
    }
}

TEST(Circuit, lets_half_as_many_through_after_each_failure_and_one_more_after_each_answer) {
    constexpr Schedule wide{.per_peer = 16};
    Circuit circuit;
    const auto allowed_after = [&](const Attempt& attempt) {
        circuit.record(attempt, 0, wide, 0);
        return circuit.allowed(wide);
    };
    EXPECT_EQ(allowed_after(odd()), 8U);
    EXPECT_EQ(allowed_after(odd()), 4U);
    EXPECT_EQ(allowed_after(odd()), 2U);
    EXPECT_EQ(allowed_after(odd()), 2U);
    EXPECT_EQ(allowed_after(taken()), 3U);
    EXPECT_EQ(allowed_after(taken()), 4U);
    EXPECT_EQ(allowed_after(odd()), 2U);
}

TEST(Circuit, closes_when_for_long_nothing_is_answered_at_all) {
    Circuit circuit;
    for (unsigned i = 1; i < schedule.failures_in_a_row; ++i) {
        circuit.record(odd(), i, schedule, 0);
        EXPECT_FALSE(circuit.is_down());
    }
    circuit.record(odd(), schedule.silent_ms, schedule, 0);
    EXPECT_FALSE(circuit.is_down()) << "not long enough";
    circuit.record(odd(), schedule.silent_ms + 1, schedule, 0);
    EXPECT_TRUE(circuit.is_down());
    circuit.start_look();
    circuit.looked({}, 50'000, schedule, 0);
    circuit.record(odd(), 50'100, schedule, 0);
    EXPECT_TRUE(circuit.is_down()) << "it accepts connections as before, and answers nothing";
}

TEST(Circuit, is_back_when_a_peer_answers_that_broke_off_everything_for_some_time) {
    Circuit circuit;
    for (int i = 0; i < 3; ++i) {
        circuit.record(odd(), 10, schedule, 0);
    }
    EXPECT_TRUE(circuit.record(taken(), 10 + schedule.silent_ms, schedule, 0));
}

TEST(Circuit, knows_that_a_peer_answers_others_for_some_time_after_the_last_answer) {
    Circuit circuit;
    EXPECT_FALSE(circuit.answers(5, schedule));
    circuit.record(taken(), 5, schedule, 0);
    circuit.record(odd(), 6, schedule, 0);
    EXPECT_TRUE(circuit.answers(5 + schedule.answers_ms, schedule));
    EXPECT_FALSE(circuit.answers(6 + schedule.answers_ms, schedule));
}

TEST(Circuit, opens_when_an_attempt_from_before_succeeds_after_all) {
    Circuit circuit;
    circuit.record(nobody(), 0, schedule, 0);
    EXPECT_TRUE(circuit.record(taken(), 1, schedule, 0));
    EXPECT_TRUE(circuit.is_up());
}

} // namespace
} // namespace renkei::exchange::back_off_test
