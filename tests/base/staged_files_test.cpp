#include "gateway/core/base/atomic_file.h"
#include "gateway/core/base/staged_files.h"
#include "generated/messages/base.h"

#include "tests/support/folder.h"
#include "tests/support/without_call.h"
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace renkei::base::staged_files_test {
namespace {

std::size_t entries(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// The number of a process that has ended.
pid_t ended_process() {
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return child;
}

TEST(StagedFiles, have_their_names_only_after_the_rename) {
    const test::Folder folder;
    const fs::path out = folder.path() / "out";
    {
        StagedFiles staged = *StagedFiles::open(out);
        const auto a = staged.add("one");
        const auto b = staged.add("two");
        ASSERT_TRUE(a && b);
        EXPECT_FALSE(fs::exists(out / "a"));
        ASSERT_TRUE(staged.flush());
        ASSERT_TRUE(staged.place(*a, "a", Overwrite::no));
        ASSERT_TRUE(staged.fsync_folder());
        EXPECT_EQ(*read_file(out / "a"), "one");
        EXPECT_FALSE(fs::exists(out / "b"));
    }
    EXPECT_EQ(entries(out), 1U) << "what was not placed is gone, and so is its folder";
}

TEST(StagedFiles, do_not_overwrite_a_file_created_meanwhile) {
    const test::Folder folder;
    StagedFiles staged = *StagedFiles::open(folder.path());
    const auto id = staged.add("mine");
    std::ofstream(folder.path() / "a") << "other";
    ASSERT_TRUE(staged.flush());
    const auto placed = staged.place(*id, "a", Overwrite::no);
    ASSERT_FALSE(placed);
    EXPECT_EQ(placed.error().message, diag::message::file_exists);
    EXPECT_EQ(*read_file(folder.path() / "a"), "other");
}

TEST(StagedFiles, flush_many_more_than_a_process_may_have_open) {
    const test::Folder folder;
    StagedFiles staged = *StagedFiles::open(folder.path());
    for (int i = 0; i < 1500; ++i) {
        ASSERT_TRUE(staged.add(std::to_string(i))) << i;
    }
    ASSERT_TRUE(staged.flush());
    ASSERT_TRUE(staged.place(1499, "last", Overwrite::no));
    EXPECT_EQ(*read_file(folder.path() / "last"), "1499");
}

TEST(StagedFiles, hold_what_is_appended_after_a_flush) {
    const test::Folder folder;
    StagedFiles staged = *StagedFiles::open(folder.path());
    const StagedFiles::Id id = *staged.add("one ");
    ASSERT_TRUE(staged.flush());
    ASSERT_TRUE(staged.append(id, "two"));
    ASSERT_TRUE(staged.flush());
    ASSERT_TRUE(staged.place(id, "both", Overwrite::no));
    EXPECT_EQ(*read_file(folder.path() / "both"), "one two");
    EXPECT_FALSE(staged.append(id, "three")) << "it has its name";
}

TEST(StagedFiles, are_added_in_several_threads_while_another_one_flushes) {
    const test::Folder folder;
    StagedFiles staged = *StagedFiles::open(folder.path());
    constexpr int each = 300;
    std::vector<std::vector<StagedFiles::Id>> ids(2);
    std::vector<std::thread> threads;
    for (std::vector<StagedFiles::Id>& own : ids) {
        threads.emplace_back([&] {
            for (int i = 0; i < each; ++i) {
                own.push_back(*staged.add("bytes"));
            }
        });
    }
    EXPECT_TRUE(staged.flush());
    for (std::thread& thread : threads) {
        thread.join();
    }
    ASSERT_TRUE(staged.flush());
    for (const std::vector<StagedFiles::Id>& own : ids) {
        for (const StagedFiles::Id id : own) {
            ASSERT_TRUE(staged.place(id, std::to_string(id), Overwrite::no));
        }
    }
    EXPECT_EQ(entries(folder.path()), 2U * each + 1U) << "and the folder of those without a name";
}

TEST(StagedFiles, are_never_called_flushed_after_a_flush_that_failed) {
    const test::Folder folder;
    StagedFiles staged = *StagedFiles::open(folder.path());
    const bool is_tried = test::without_call({.number = SYS_syncfs, .error = EIO}, [&] {
        for (int i = 0; i < 10; ++i) {
            ASSERT_TRUE(staged.add("one"));
        }
        EXPECT_FALSE(staged.flush());
    });
    if (!is_tried) {
        GTEST_SKIP() << "the system has no filters for calls";
    }
    ASSERT_TRUE(staged.add("two"));
    EXPECT_FALSE(staged.flush()) << "the files before it may not be on disk";
}

TEST(StagedFiles, are_flushed_one_by_one_where_a_file_system_cannot_be_flushed_as_a_whole) {
    const test::Folder folder;
    StagedFiles staged = *StagedFiles::open(folder.path());
    const bool is_tried = test::without_call({.number = SYS_syncfs, .error = ENOSYS}, [&] {
        for (int i = 0; i < 10; ++i) {
            ASSERT_TRUE(staged.add("one"));
        }
        staged.drop(8);
        EXPECT_TRUE(staged.flush());
    });
    if (!is_tried) {
        GTEST_SKIP() << "the system has no filters for calls";
    }
    EXPECT_TRUE(staged.place(9, "last", Overwrite::no));
}

TEST(StagedFiles, remove_leftovers_of_a_killed_process_but_not_files_of_a_running_one) {
    const test::Folder folder;
    const fs::path killed = folder.path() / fmt::format(".renkei-{}-0.part", ended_process());
    fs::create_directory(killed);
    std::ofstream(killed / "lock") << "";
    std::ofstream(killed / "7") << "half";
    const StagedFiles running = *StagedFiles::open(folder.path());
    EXPECT_FALSE(fs::exists(killed));
    const StagedFiles other = *StagedFiles::open(folder.path());
    EXPECT_EQ(entries(folder.path()), 2U) << "both have their folders";
}

TEST(StagedFiles, keep_the_folder_of_a_running_process_without_file_locks) {
    const test::Folder folder;
    for (const int error : {ENOLCK, EOPNOTSUPP}) {
        const bool is_tried = test::without_call({.number = SYS_flock, .error = error}, [&] {
            StagedFiles running = *StagedFiles::open(folder.path());
            const auto id = running.add("mine");
            const StagedFiles other = *StagedFiles::open(folder.path());
            ASSERT_TRUE(id && running.flush());
            EXPECT_TRUE(running.place(*id, std::to_string(error), Overwrite::no));
        });
        if (!is_tried) {
            GTEST_SKIP() << "the system has no filters for calls";
        }
        const auto read = read_file(folder.path() / std::to_string(error));
        EXPECT_TRUE(read && *read == "mine");
    }
}

TEST(Leftovers, are_removed_if_their_process_has_ended_and_no_lock_is_held) {
    const test::Folder folder;
    const std::string ended = std::to_string(ended_process());
    const std::string own = std::to_string(::getpid());
    for (const std::string& name :
         {"a.csv." + ended + "-0.part", "a.csv." + own + "-0.part", std::string("b.part"),
          std::string("c-1.part"), ended + "-0.part", "d.csv." + ended + "-1.part"}) {
        std::ofstream(folder.path() / name) << "half";
    }
    const FileDescriptor held(
        ::open((folder.path() / ("d.csv." + ended + "-1.part")).c_str(), O_WRONLY | O_CLOEXEC));
    ASSERT_EQ(::flock(held.number(), LOCK_EX), 0);
    remove_stale_files(folder.path());
    EXPECT_FALSE(fs::exists(folder.path() / ("a.csv." + ended + "-0.part")));
    EXPECT_EQ(entries(folder.path()), 5U);
}

TEST(Leftovers, of_one_file_are_removed_without_others) {
    const test::Folder folder;
    const std::string ended = std::to_string(ended_process());
    std::ofstream(folder.path() / ("a.csv." + ended + "-0.part")) << "half";
    std::ofstream(folder.path() / ("b.csv." + ended + "-0.part")) << "half";
    remove_stale_files(folder.path(), "a.csv.");
    EXPECT_FALSE(fs::exists(folder.path() / ("a.csv." + ended + "-0.part")));
    EXPECT_TRUE(fs::exists(folder.path() / ("b.csv." + ended + "-0.part")));
}

TEST(AtomicFile, can_be_truncated_to_an_earlier_size) {
    const test::Folder folder;
    AtomicFile file = *AtomicFile::open(folder.path() / "a", Overwrite::no);
    ASSERT_TRUE(file.append("one"));
    const std::size_t size = file.size();
    ASSERT_TRUE(file.append("two"));
    ASSERT_TRUE(file.truncate_to(size));
    ASSERT_TRUE(file.append("three"));
    ASSERT_TRUE(file.commit());
    EXPECT_EQ(*read_file(folder.path() / "a"), "onethree");
}

} // namespace
} // namespace renkei::base::staged_files_test
