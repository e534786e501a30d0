#include "gateway/core/base/one_shot_event.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace renkei::base::one_shot_event_test {
namespace {

TEST(OneShotEvent, that_is_already_set_does_not_block) {
    OneShotEvent signal;
    signal.set();
    signal.wait();
}

TEST(OneShotEvent, wakes_the_waiting_thread_and_publishes_earlier_writes) {
    OneShotEvent signal;
    int written = 0;
    std::thread other([&] {
        written = 7;
        signal.set();
    });
    signal.wait();
    EXPECT_EQ(written, 7);
    other.join();
}

TEST(OneShotEvent, may_be_destroyed_when_wait_returns) {
    for (int round = 0; round < 1000; ++round) {
        auto signal = std::make_unique<OneShotEvent>();
        std::thread other([&it = *signal] { it.set(); });
        signal->wait();
        signal.reset();
        other.join();
    }
}

} // namespace
} // namespace renkei::base::one_shot_event_test
