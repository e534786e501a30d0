#include "gateway/validate/met_before.h"

#include <gtest/gtest.h>

namespace renkei::validate::met_before_test {
namespace {

TEST(MetBefore, knows_what_comes_again) {
    MetBefore met;
    EXPECT_FALSE(met.meet(7));
    EXPECT_TRUE(met.meet(7));
    EXPECT_FALSE(met.meet(8));
}

// Whatever their number is divided by, these share it.
TEST(MetBefore, what_always_comes_together_is_known_although_it_shares_a_row) {
    constexpr std::size_t together = std::size_t{1} << 32U;
    MetBefore met;
    for (std::size_t hash = 1; hash <= 4; ++hash) {
        EXPECT_FALSE(met.meet(hash * together));
    }
    for (std::size_t hash = 1; hash <= 4; ++hash) {
        EXPECT_TRUE(met.meet(hash * together)) << hash;
    }
}

TEST(MetBefore, forgets_what_came_longest_ago) {
    constexpr std::size_t together = std::size_t{1} << 32U;
    MetBefore met;
    met.meet(1);
    for (std::size_t hash = 1; hash < 100; ++hash) {
        met.meet(1 + hash * together);
    }
    EXPECT_FALSE(met.meet(1));
}

} // namespace
} // namespace renkei::validate::met_before_test
