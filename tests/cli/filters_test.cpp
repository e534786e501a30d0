#include "tests/cli/said.h"

namespace renkei::cli {
namespace {

TEST(Filters, by_a_name_that_nobody_has_warn_and_say_which_there_are) {
    const Pilot pilot;
    for (const std::vector<std::string>& words : {std::vector<std::string>{"outbox", "list", "--peer", "nobody"}, {"audit", "list", "--peer", "nobody"}}) {
        const Said told = pilot(words);
        EXPECT_EQ(told.code, 1);
        EXPECT_EQ(told.output, "");
        EXPECT_TRUE(told.tells("warning[peer-unknown]: there is no peer nobody; known: care-office, clinic, ")) << told;
    }
    const Said of_node = pilot({"audit", "list", "--node", "nowhere"});
    EXPECT_EQ(of_node.code, 1);
    EXPECT_TRUE(of_node.tells("warning[audit-node-unknown]: there is no event of the node nowhere; nodes with events: renkei-cli")) << of_node;
    EXPECT_EQ(pilot({"outbox", "list", "--peer", "clinic"}).code, 0);
    EXPECT_EQ(pilot({"audit", "list", "--peer", "clinic", "--node", "renkei-cli"}).code, 0);
}

} // namespace
} // namespace renkei::cli
