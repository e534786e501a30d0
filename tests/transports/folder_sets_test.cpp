// Documents that belong together, into a receiver's folder.
#include "tests/support/child.h"
#include "tests/transports/folder_kit.h"
#include <gtest/gtest.h>

namespace renkei::transports::folder_sets_test {
namespace {

using outbox::AttemptResult;
using test::TemporaryFolder;

OutboundMessage named(OutboundMessage message, const std::string& name) {
    message.file_name = name;
    return message;
}
std::vector<OutboundMessage> three() {
    return {named(message("d-1", "one"), "A.CSV"), named(message("d-2", "two"), "B.CSV"),
            named(message("d-3", "three"), "C.CSV")};
}
bool are_delivered(const std::vector<Attempt>& attempts) {
    return std::ranges::all_of(attempts,
                               [](const Attempt& each) { return each.result == AttemptResult::delivered; });
}

TEST(FolderSets, are_put_with_their_names) {
    Folders it;
    const std::vector<Attempt> attempts = it.send_together(three());
    ASSERT_EQ(attempts.size(), 3U);
    EXPECT_TRUE(are_delivered(attempts));
    EXPECT_EQ(attempts[1].location, "B.CSV");
    EXPECT_EQ(it.visible(), (Names{"A.CSV", "B.CSV", "C.CSV"}));
    it.take_all();
    EXPECT_TRUE(are_delivered(it.send_together(three()))) << "again";
    EXPECT_EQ(it.visible(), Names()) << "the receiver has them";
}

TEST(FolderSets, wait_while_the_version_before_of_one_of_them_was_not_taken) {
    Folders it;
    const Attempt first = it.send(named(message("d-1", "old"), "OLD.CSV"));
    std::vector<OutboundMessage> set{named(next_version(first), "A.CSV"),
                                     named(message("d-3", "three"), "C.CSV")};
    for (const Attempt& attempt : it.send_together(set)) {
        EXPECT_EQ(attempt.result, AttemptResult::retry);
    }
    EXPECT_EQ(it.visible(), (Names{"OLD.CSV", "OLD.CSV.superseded.json"}));
    it.take_all();
    EXPECT_TRUE(are_delivered(it.send_together(set)));
    EXPECT_EQ(it.visible(), (Names{"A.CSV", "C.CSV"}));
}

TEST(FolderSets, are_not_put_if_one_has_no_name) {
    Folders it;
    std::vector<OutboundMessage> set = three();
    set[2].file_name.clear();
    for (const Attempt& attempt : it.send_together(set)) {
        EXPECT_EQ(attempt.result, AttemptResult::rejected);
    }
    EXPECT_EQ(it.visible(), Names());
}

TEST(FolderSets, get_a_number_where_a_name_is_taken) {
    Folders it;
    EXPECT_TRUE(are_delivered({it.send(named(message("d-9", "other"), "B.CSV"))}));
    EXPECT_TRUE(are_delivered(it.send_together(three())));
    EXPECT_EQ(it.visible(), (Names{"A.CSV", "B-2.CSV", "B.CSV", "C.CSV"}));
}

TEST(FolderSetsChild, DISABLED_sends) {
    (void)Folders(std::getenv("RENKEI_TEST_FOLDER")).send_together(three());
}

class FolderSetsCrash : public testing::TestWithParam<std::pair<const char*, std::size_t>> {};

TEST_P(FolderSetsCrash, show_nothing_before_all_is_on_disk_and_all_after_a_restart) {
    const TemporaryFolder root;
    { const Folders made(root.path()); } // the key file and the folder
    const auto [place, seen] = GetParam();
    EXPECT_TRUE(test::run_child("FolderSetsChild.DISABLED_sends",
                                {{"RENKEI_TEST_FOLDER", root.path().string()}, {"RENKEI_DIE_AT", place}})
                    .was_killed);
    Folders again(root.path());
    EXPECT_EQ(again.visible().size(), seen);
    EXPECT_TRUE(are_delivered(again.send_together(three())));
    EXPECT_EQ(again.visible(), (Names{"A.CSV", "B.CSV", "C.CSV"}));
}

INSTANTIATE_TEST_SUITE_P(Steps, FolderSetsCrash,
                         testing::Values(std::pair("folder-transport.staged:1", 0U),
                                         std::pair("folder-transport.staged:3", 0U),
                                         std::pair("folder-transport.marked:1", 0U),
                                         std::pair("folder-transport.marked:3", 0U),
                                         std::pair("folder-transport.moved:1", 1U)));

} // namespace
} // namespace renkei::transports::folder_sets_test
