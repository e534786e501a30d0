#include "gateway/fhir/validate/cache/seen_filter.h"

#include <gtest/gtest.h>

namespace renkei::validate::seen_filter_test {
namespace {

TEST(SeenFilter, knows_what_comes_again) {
    SeenFilter met;
    EXPECT_FALSE(met.test_and_add(7));
    EXPECT_TRUE(met.test_and_add(7));
    EXPECT_FALSE(met.test_and_add(8));
}

// Whatever their number is divided by, these share it.
TEST(SeenFilter, keeps_values_that_share_a_row) {
    constexpr std::size_t together = std::size_t{1} << 32U;
    SeenFilter met;
    for (std::size_t hash = 1; hash <= 4; ++hash) {
        EXPECT_FALSE(met.test_and_add(hash * together));
    }
    for (std::size_t hash = 1; hash <= 4; ++hash) {
        EXPECT_TRUE(met.test_and_add(hash * together)) << hash;
    }
}

TEST(SeenFilter, forgets_what_came_longest_ago) {
    constexpr std::size_t together = std::size_t{1} << 32U;
    SeenFilter met;
    met.test_and_add(1);
    for (std::size_t hash = 1; hash < 100; ++hash) {
        met.test_and_add(1 + hash * together);
    }
    EXPECT_FALSE(met.test_and_add(1));
}

} // namespace
} // namespace renkei::validate::seen_filter_test
