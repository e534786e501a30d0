#include "gateway/exchange/circuit.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace renkei::exchange {
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

TEST(Circuit, closes_again_when_the_first_try_fails) {
    Circuit circuit;
    circuit.record(nobody(), 0, schedule, 0);
    circuit.start_look();
    circuit.looked({}, 100, schedule, 0);
    EXPECT_FALSE(circuit.record(odd(), 110, schedule, 0));
    EXPECT_TRUE(circuit.is_down());
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

TEST(Circuit, closes_when_one_after_the_other_fails) {
    Circuit circuit;
    for (unsigned i = 0; i < schedule.failures_in_a_row; ++i) {
        EXPECT_FALSE(circuit.is_down());
        circuit.record(odd(), 0, schedule, 0);
    }
    EXPECT_TRUE(circuit.is_down());
}

TEST(Circuit, opens_when_an_attempt_from_before_succeeds_after_all) {
    Circuit circuit;
    circuit.record(nobody(), 0, schedule, 0);
    EXPECT_TRUE(circuit.record(taken(), 1, schedule, 0));
    EXPECT_TRUE(circuit.is_up());
}

} // namespace
} // namespace renkei::exchange
