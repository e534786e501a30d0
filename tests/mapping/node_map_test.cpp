#include "gateway/forms/mapping/plan/node_map.h"

#include <gtest/gtest.h>

namespace renkei::mapping::node_map_test {
namespace {

TEST(NodeMap, returns_what_was_stored_for_a_node) {
    NodeMap<int> map;
    map.begin(8);
    map.at(7) = 3;
    map.at(2) = 4;
    ASSERT_NE(map.find(7), nullptr);
    EXPECT_EQ(*map.find(7), 3);
    EXPECT_EQ(map.at(2), 4);
    EXPECT_EQ(map.find(0), nullptr);
}

TEST(NodeMap, forgets_everything_for_the_next_tree) {
    NodeMap<int> map;
    map.begin(8);
    map.at(7) = 3;
    map.begin(4);
    map.begin(8);
    EXPECT_EQ(map.find(7), nullptr);
    EXPECT_EQ(map.at(7), 0);
    EXPECT_EQ(map.all().size(), 1U);
}

} // namespace
} // namespace renkei::mapping::node_map_test
