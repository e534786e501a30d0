// Files of a watched folder that are taken together.
#include "gateway/core/base/file.h"

#include "tests/folders/folder_kit.h"
#include "tests/support/child.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::folders::watched_groups_test {
namespace {

using test::put;
using test::TemporaryFolder;

// "1-a.csv" and "1-b.csv" are a whole.
std::vector<service::FileSet> pairs(const std::vector<std::string>& names) {
    std::vector<service::FileSet> out;
    for (const std::string& name : names) {
        const auto same = std::ranges::find_if(
            out, [&](const service::FileSet& each) { return each.names.front().front() == name.front(); });
        if (same == out.end()) {
            out.push_back({.names = {name}, .is_whole = false});
        } else {
            same->names.push_back(name);
            same->is_whole = true;
        }
    }
    return out;
}

// Takes pairs, and what it has taken; a line for each pair.
SubmitFiles pair_ledger(const fs::path& file) {
    return [file](const std::vector<ReadFile>& files) {
        std::string known = base::read_file(file).value_or("");
        std::string line;
        for (const ReadFile& each : files) {
            line += each.bytes;
        }
        const bool is_known = known.find(line) != std::string::npos;
        if (!is_known && files.size() == 2) {
            EXPECT_TRUE(base::write_file(file, known + line + "\n", base::Overwrite::yes));
        }
        const Kind kind = is_known || files.size() == 2 ? Kind::taken : Kind::refused;
        return std::vector<IntakeResult>(files.size(), {.kind = kind, .result = "{}", .problem = "R130"});
    };
}

WatchedFolder open_pairs(const fs::path& root, base::Millis settled_after = 0) {
    return *WatchedFolder::open(
        {.root = root, .settle_ms = settled_after, .find_groups = pairs, .group_wait_ms = 100},
        pair_ledger(root / "ledger"));
}

TEST(WatchedGroups, wait_for_their_rest_and_are_taken_together) {
    const TemporaryFolder root;
    WatchedFolder folder = open_pairs(root.path());
    put(root / "inbox/1-a.csv", "1a");
    put(root / "inbox/2-a.csv", "2a");
    EXPECT_EQ(*folder.scan(0), 0U);
    put(root / "inbox/2-b.csv", "2b");
    EXPECT_EQ(*folder.scan(50), 2U) << "the other one does not hold it up";
    EXPECT_EQ(*base::read_file(root / "ledger"), "2a2b\n");
    EXPECT_EQ(root.names("inbox"), Names{"1-a.csv"});
    put(root / "inbox/1-b.csv", "1b");
    EXPECT_EQ(*folder.scan(90), 2U);
    EXPECT_EQ(root.names("done").size(), 8U);
}

TEST(WatchedGroups, without_their_rest_are_refused_at_the_end_of_the_time) {
    const TemporaryFolder root;
    WatchedFolder folder = open_pairs(root.path());
    put(root / "inbox/1-a.csv", "1a");
    EXPECT_EQ(*folder.scan(0), 0U);
    EXPECT_EQ(*folder.scan(99), 0U);
    EXPECT_EQ(*folder.scan(100), 1U);
    EXPECT_EQ(root.names("refused"), (Names{"1-a.csv", "1-a.csv.result.json"}));
}

// As a gateway that has just started: what lies in inbox/ is not yet known to be complete.
void take_all_pairs(const fs::path& root) {
    WatchedFolder folder = open_pairs(root, settle);
    for (base::Millis now = 0; now < 10 * settle; now += settle) {
        ASSERT_TRUE(folder.scan(now));
    }
}

TEST(GroupChild, DISABLED_takes_all) { take_all_pairs(std::getenv("RENKEI_TEST_ROOT")); }

class GroupCrash : public testing::TestWithParam<const char*> {};

TEST_P(GroupCrash, loses_nothing_and_takes_no_half) {
    for (const char* const time : {":1", ":2", ":3", ":4"}) {
        const TemporaryFolder root;
        fs::create_directory(root / "inbox");
        for (const char* const name : {"1-a", "1-b", "2-a", "2-b"}) {
            put(root / ("inbox/" + std::string(name) + ".csv"), name);
        }
        const test::ChildEnd end = test::run_child(
            "GroupChild.DISABLED_takes_all",
            {{"RENKEI_TEST_ROOT", root.path().string()}, {"RENKEI_DIE_AT", GetParam() + std::string(time)}});
        const bool is_once_a_pair = std::string_view(GetParam()) == "folder.taken";
        EXPECT_TRUE(end.was_killed || (is_once_a_pair && time[1] > '2')) << GetParam() << time;
        take_all_pairs(root.path());
        EXPECT_EQ(*base::read_file(root / "ledger"), "1-a1-b\n2-a2-b\n") << GetParam() << time;
        EXPECT_EQ(root.names("inbox"), Names{});
        EXPECT_EQ(root.names("work"), Names{});
        EXPECT_EQ(root.names("refused"), Names{});
        EXPECT_EQ(root.names("done").size(), 8U);
    }
}

INSTANTIATE_TEST_SUITE_P(Steps, GroupCrash,
                         testing::Values("folder.claimed", "folder.taken", "folder.result-written",
                                         "folder.moved"));

} // namespace
} // namespace renkei::folders::watched_groups_test
