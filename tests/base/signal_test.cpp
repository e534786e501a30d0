#include "gateway/base/signal.h"

#include <gtest/gtest.h>
#include <memory>
#include <thread>

namespace renkei::base::signal_test {
namespace {

TEST(Signal, that_was_given_before_is_not_waited_for) {
    Signal signal;
    signal.give();
    signal.await();
}

TEST(Signal, wakes_who_waits_and_shows_it_what_was_written_before) {
    Signal signal;
    int written = 0;
    std::thread other([&] {
        written = 7;
        signal.give();
    });
    signal.await();
    EXPECT_EQ(written, 7);
    other.join();
}

TEST(Signal, may_be_destroyed_as_soon_as_it_was_given) {
    for (int round = 0; round < 1000; ++round) {
        auto signal = std::make_unique<Signal>();
        std::thread other([&it = *signal] { it.give(); });
        signal->await();
        signal.reset();
        other.join();
    }
}

} // namespace
} // namespace renkei::base::signal_test
