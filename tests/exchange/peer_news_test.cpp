#include "gateway/exchange/peer_news.h"

#include <gtest/gtest.h>

namespace renkei::exchange::peer_news_test {
namespace {

constexpr base::Millis begin = 1'800'000'000'000;
constexpr base::Millis later = begin + 10'000;

TEST(PeerNews, tells_once_that_a_peer_is_away_and_once_that_it_is_back) {
    PeerNews news;
    EXPECT_FALSE(news.is_back("a")) << "it never was away";
    EXPECT_TRUE(news.is_away("a", "timed out", begin));
    EXPECT_FALSE(news.is_away("a", "timed out", later));
    EXPECT_TRUE(news.is_away("b", "timed out", begin)) << "another one";
    EXPECT_TRUE(news.is_back("a"));
    EXPECT_FALSE(news.is_back("a"));
    EXPECT_TRUE(news.is_away("a", "timed out", later));
}

TEST(PeerNews, of_a_peer_that_comes_and_goes_are_few) {
    PeerNews news;
    int lines = 0;
    for (base::Millis now = begin; now < begin + 60'000; now += 100) {
        lines += news.is_away("a", now % 200 == 0 ? "timed out" : "broken", now) ? 1 : 0;
        lines += news.is_back("a") ? 1 : 0;
    }
    EXPECT_EQ(lines, 12);
}

TEST(PeerNews, of_another_reason_are_told_when_some_time_has_gone_by) {
    PeerNews news;
    EXPECT_TRUE(news.is_away("a", "timed out", begin));
    EXPECT_FALSE(news.is_away("a", "broken", later - 1));
    EXPECT_TRUE(news.is_away("a", "broken", later)) << "asked again, as long as it is away";
    EXPECT_FALSE(news.is_away("a", "broken", later + 10'000));
}

} // namespace
} // namespace renkei::exchange::peer_news_test
