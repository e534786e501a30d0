// renkei fetch: documents that belong together.
#include "tests/client/fetch_kit.h"
#include "tests/support/child.h"
#include <gtest/gtest.h>

namespace renkei::client::fetch_sets_test {
namespace {

TEST(FetchSets, takes_a_set_whole_although_the_list_cuts_it) {
    const TemporaryFolder folder;
    Mailbox mailbox({{.name = "X.CSV", .content = "x"},
                     {.name = "A.CSV", .content = "a", .set = "one"},
                     {.name = "B.CSV", .content = "b", .set = "one"},
                     {.name = "C.CSV", .content = "c", .set = "one"}});
    std::size_t seen = 0; // when the first of the set is acknowledged
    mailbox.on_acknowledge = [&] {
        seen = seen == 0 && fs::exists(folder / "A.CSV") ? visible(folder).size() : seen;
    };
    const diag::Result<FetchResult> result = mailbox.fetch(folder.path());
    ASSERT_TRUE(result);
    EXPECT_EQ(result->files.size(), 4U);
    EXPECT_EQ(seen, 4U);
    EXPECT_EQ(mailbox.left(), 0U);
    EXPECT_EQ(fs::status(folder / "A.CSV").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(FetchSets, leaves_a_set_of_which_one_document_cannot_be_had) {
    const TemporaryFolder folder;
    Mailbox mailbox({{.name = "A.CSV", .content = "a", .set = "one"},
                     {.name = "B.CSV", .content = "b", .status = 503, .set = "one"},
                     {.name = "C.CSV", .content = "c", .set = "two"}});
    const diag::Result<FetchResult> result = mailbox.fetch(folder.path());
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->problems.empty());
    EXPECT_EQ(visible(folder), Names{"C.CSV"});
    EXPECT_EQ(mailbox.left(), 2U);
}

TEST(FetchSets, takes_the_rest_of_a_set_of_which_one_document_is_gone) {
    const TemporaryFolder folder;
    Mailbox mailbox({{.name = "A.CSV", .content = "a", .status = 410, .set = "one"},
                     {.name = "B.CSV", .content = "b", .set = "one"}});
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(visible(folder), Names{"B.CSV"});
    EXPECT_EQ(mailbox.left(), 0U);
}

TEST(FetchSets, shows_nothing_of_a_set_before_all_of_it_is_on_disk) {
    const TemporaryFolder folder;
    Mailbox mailbox(
        {{.name = "A.CSV", .content = "a", .set = "one"}, {.name = "B.CSV", .content = "b", .set = "one"}});
    const auto dies_at = [&](const char* place) {
        return test::run_child("FetchMailboxChild.DISABLED_fetches",
                               {{"RENKEI_TEST_URL", mailbox.url()},
                                {"RENKEI_TEST_FOLDER", folder.path().string()},
                                {"RENKEI_DIE_AT", place}})
            .was_killed;
    };
    EXPECT_TRUE(dies_at("fetch.noted:2"));
    EXPECT_EQ(visible(folder), Names());
    EXPECT_TRUE(dies_at("fetch.put"));
    ASSERT_TRUE(mailbox.fetch(folder.path()));
    EXPECT_EQ(visible(folder), (Names{"A.CSV", "B.CSV"}));
    EXPECT_EQ(mailbox.left(), 0U);
}

} // namespace
} // namespace renkei::client::fetch_sets_test
