#include "gateway/network/outbox/peer_log_throttle.h"

#include <gtest/gtest.h>

namespace renkei::outbox::peer_log_throttle_test {
namespace {

using diag::ReasonCode;

constexpr base::Millis begin = 1'800'000'000'000;
constexpr base::Millis later = begin + 10'000;

TEST(PeerLogThrottle, logs_once_that_a_peer_is_unreachable_and_once_that_it_is_reachable) {
    PeerLogThrottle news;
    EXPECT_FALSE(news.should_log_reachable("a")) << "it never was away";
    EXPECT_TRUE(news.should_log_unreachable("a", ReasonCode::timed_out, begin));
    EXPECT_FALSE(news.should_log_unreachable("a", ReasonCode::timed_out, later));
    EXPECT_TRUE(news.should_log_unreachable("b", ReasonCode::timed_out, begin)) << "another one";
    EXPECT_TRUE(news.should_log_reachable("a"));
    EXPECT_FALSE(news.should_log_reachable("a"));
    EXPECT_TRUE(news.should_log_unreachable("a", ReasonCode::timed_out, later));
}

TEST(PeerLogThrottle, logs_a_flapping_peer_rarely) {
    PeerLogThrottle news;
    int lines = 0;
    for (base::Millis now = begin; now < begin + 60'000; now += 100) {
        lines += news.should_log_unreachable(
                     "a", now % 200 == 0 ? ReasonCode::timed_out : ReasonCode::connection_lost, now)
                     ? 1
                     : 0;
        lines += news.should_log_reachable("a") ? 1 : 0;
    }
    EXPECT_EQ(lines, 12);
}

TEST(PeerLogThrottle, logs_another_reason_after_some_time) {
    PeerLogThrottle news;
    EXPECT_TRUE(news.should_log_unreachable("a", ReasonCode::timed_out, begin));
    EXPECT_FALSE(news.should_log_unreachable("a", ReasonCode::connection_lost, later - 1));
    EXPECT_TRUE(news.should_log_unreachable("a", ReasonCode::connection_lost, later))
        << "asked again, as long as it is away";
    EXPECT_FALSE(news.should_log_unreachable("a", ReasonCode::connection_lost, later + 10'000));
}

} // namespace
} // namespace renkei::outbox::peer_log_throttle_test
