#include "gateway/core/diag/message.h"
#include "gateway/network/folders/folder_watcher.h"
#include "gateway/network/folders/watched_folder.h"
#include "generated/messages/exchange.h"

#include "tests/folders/folder_kit.h"
#include "tests/support/child.h"
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>

#include <map>

namespace renkei::folders::watched_folder_test {
namespace {

using test::ChildEnd;
using test::put;
using test::run_child;
using test::TemporaryFolder;

TEST(WatchedFolder, puts_a_taken_file_into_done_with_its_result_beside_it) {
    const TemporaryFolder root;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take());
    put(root / "inbox/a.csv", "good");
    EXPECT_EQ(scan_settled(folder), 1U);
    EXPECT_EQ(root.names("done"), (Names{"a.csv", "a.csv.result.json"}));
    EXPECT_EQ(*base::read_file(root / "done/a.csv.result.json"), "{\"bytes\":4}");
    EXPECT_EQ(root.names("inbox"), Names{});
    EXPECT_EQ(root.names("work"), Names{});
}

TEST(WatchedFolder, puts_a_refused_file_into_refused) {
    const TemporaryFolder root;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take());
    put(root / "inbox/a.csv", "bad");
    EXPECT_EQ(scan_settled(folder), 1U);
    EXPECT_EQ(root.names("refused"), (Names{"a.csv", "a.csv.result.json"}));
    EXPECT_EQ(root.names("done"), Names{});
}

TEST(WatchedFolder, reports_why_a_file_was_refused_and_not_its_name) {
    const TemporaryFolder root;
    std::vector<std::string> reported;
    FakeIntake worker;
    WatchedFolder folder = *WatchedFolder::open(
        {.root = root.path(),
         .settle_ms = settle,
         .max_bytes = 10,
         .on_refused = [&](std::string_view problem) { reported.emplace_back(problem); }},
        one_by_one(worker.take()));
    put(root / "inbox/a.csv", "bad");
    put(root / "inbox/b.csv", "good");
    put(root / "inbox/c.csv", "much too large");
    EXPECT_EQ(scan_settled(folder), 3U);
    EXPECT_EQ(reported, (Names{"R101", "request-too-large"}));
}

TEST(WatchedFolder, keeps_every_file_of_the_same_name) {
    const TemporaryFolder root;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take());
    for (int i = 0; i < 3; ++i) {
        put(root / "inbox/a.csv", std::to_string(i));
        EXPECT_EQ(*folder.scan(i * 100), 0U);
        EXPECT_EQ(*folder.scan(i * 100 + settle), 1U);
    }
    EXPECT_EQ(root.names("done"), (Names{"a-2.csv", "a-2.csv.result.json", "a-3.csv", "a-3.csv.result.json",
                                         "a.csv", "a.csv.result.json"}));
}

TEST(WatchedFolder, leaves_partial_files_links_and_folders_alone) {
    const TemporaryFolder root;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take());
    put(root / "inbox/a.csv.part", "half");
    put(root / "secret", "of somebody else");
    fs::create_symlink(root / "secret", root / "inbox/link.csv");
    fs::create_directory(root / "inbox/folder.csv");
    EXPECT_EQ(scan_settled(folder), 0U);
    EXPECT_TRUE(worker.taken.empty());
    EXPECT_EQ(root.names("inbox").size(), 3U);
}

TEST(WatchedFolder, takes_files_in_the_order_of_their_stamps) {
    const TemporaryFolder root;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take());
    put(root / "inbox/A_20260113101502.CSV", "2");
    put(root / "inbox/B_20260113101501.CSV", "1");
    put(root / "inbox/C_20260113101503.CSV", "3");
    EXPECT_EQ(scan_settled(folder), 3U);
    std::string order;
    for (const auto& [name, bytes] : worker.taken) {
        order += bytes;
    }
    EXPECT_EQ(order, "123");
}

TEST(WatchedFolder, keeps_a_file_in_work_while_the_gateway_is_busy_and_goes_on_later) {
    const TemporaryFolder root;
    FakeIntake worker;
    worker.is_busy = true;
    WatchedFolder folder = open(root, worker.take());
    put(root / "inbox/a.csv", "good");
    put(root / "inbox/b.csv", "good");
    EXPECT_EQ(scan_settled(folder), 0U);
    EXPECT_EQ(root.names("work"), Names{"a.csv"});
    EXPECT_EQ(root.names("inbox"), Names{"b.csv"});
    worker.is_busy = false;
    EXPECT_EQ(*folder.scan(settle + 1), 2U);
}

TEST(WatchedFolder, refuses_what_is_too_large_without_reading_all_of_it) {
    const TemporaryFolder root;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take(), 3);
    put(root / "inbox/a.csv", "good");
    EXPECT_EQ(scan_settled(folder), 1U);
    const auto result = nlohmann::json::parse(*base::read_file(root / "refused/a.csv.result.json"));
    EXPECT_EQ(result["report"][0]["id"], "request-too-large");
    EXPECT_TRUE(worker.taken.empty());
}

TEST(WatchedFolder, does_not_touch_what_another_process_works_on) {
    const TemporaryFolder root;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take());
    put(root / "work/a.csv", "good");
    const base::FileDescriptor other(::open((root / "work/a.csv").c_str(), O_RDONLY));
    ASSERT_EQ(::flock(other.number(), LOCK_EX), 0);
    EXPECT_EQ(*folder.scan(0), 0U);
    EXPECT_TRUE(worker.taken.empty());
    ASSERT_EQ(::flock(other.number(), LOCK_UN), 0);
    EXPECT_EQ(*folder.scan(1), 1U);
}

TEST(WatchedFolder, gives_each_file_to_one_of_two_watchers) {
    const TemporaryFolder root;
    constexpr int files = 200;
    for (const char* name : {"inbox", "work"}) {
        fs::create_directory(root / name);
    }
    for (int i = 0; i < files; ++i) {
        put(root / ("inbox/" + std::to_string(i) + ".csv"), std::to_string(i));
    }
    FakeIntake pool[2];
    std::vector<std::jthread> both;
    for (FakeIntake& worker : pool) {
        both.emplace_back([&root, &worker] {
            WatchedFolder folder = open(root, worker.take());
            for (base::Millis now = 0; now < 20; ++now) {
                EXPECT_TRUE(folder.scan(now * settle, [](const fs::path&, const diag::Error& problem) {
                    ADD_FAILURE() << diag::sentence(problem.message, problem.args, diag::Language::english);
                }));
            }
        });
    }
    both.clear();
    std::map<std::string, int> times;
    for (const FakeIntake& worker : pool) {
        for (const auto& [name, bytes] : worker.taken) {
            EXPECT_EQ(name, bytes + ".csv");
            ++times[name];
        }
    }
    EXPECT_EQ(times.size(), static_cast<std::size_t>(files));
    EXPECT_EQ(pool[0].taken.size() + pool[1].taken.size(), static_cast<std::size_t>(files));
    EXPECT_EQ(root.names("done").size(), 2U * files);
}

// A stand-in for the store: a line per content that was taken; the same content again adds none.
SubmitFile ledger(const fs::path& file) {
    return [file](std::string_view bytes, const std::string& name) -> IntakeResult {
        std::string known = base::read_file(file).value_or("");
        if (("\n" + known).find("\n" + std::string(bytes) + "\n") == std::string::npos) {
            known += std::string(bytes) + "\n";
            EXPECT_TRUE(base::write_file(file, known, base::Overwrite::yes));
        }
        return {.kind = Kind::taken, .result = name};
    };
}

void take_all(const fs::path& root) {
    WatchedFolder folder =
        *WatchedFolder::open({.root = root, .settle_ms = 0}, one_by_one(ledger(root / "ledger")));
    while (*folder.scan(0) > 0) {
    }
}

TEST(FolderChild, DISABLED_takes_all) { take_all(std::getenv("RENKEI_TEST_ROOT")); }

class FolderCrash : public testing::TestWithParam<const char*> {};

TEST_P(FolderCrash, loses_nothing_and_submits_nothing_twice) {
    for (const char* const time : {":1", ":2", ":3"}) {
        const TemporaryFolder root;
        fs::create_directory(root / "inbox");
        for (const char* const stamp : {"20260113101501", "20260113101502", "20260113101503"}) {
            put(root / ("inbox/A_" + std::string(stamp) + ".CSV"), stamp);
        }
        const ChildEnd end =
            run_child("FolderChild.DISABLED_takes_all", {{"RENKEI_TEST_ROOT", root.path().string()},
                                                         {"RENKEI_DIE_AT", GetParam() + std::string(time)}});
        EXPECT_TRUE(end.was_killed) << "no such step, or it was not passed so often";
        take_all(root.path());
        EXPECT_EQ(*base::read_file(root / "ledger"), "20260113101501\n20260113101502\n20260113101503\n");
        EXPECT_EQ(root.names("inbox"), Names{});
        EXPECT_EQ(root.names("work"), Names{});
        EXPECT_EQ(root.names("done").size(), 6U);
    }
}

INSTANTIATE_TEST_SUITE_P(Steps, FolderCrash,
                         testing::Values("folder.claimed", "folder.taken", "folder.result-written",
                                         "folder.moved"));

TEST(WatchedFolder, reports_ignored_files_and_when_they_are_gone) {
    const TemporaryFolder root;
    FakeIntake worker;
    std::vector<IgnoredFiles> reported;
    WatchedFolder folder = *WatchedFolder::open(
        {.root = root.path(),
         .settle_ms = settle,
         .stale_ms = 100,
         .on_ignored = [&](const IgnoredFiles&, const IgnoredFiles& now) { reported.push_back(now); }},
        one_by_one(worker.take()));
    put(root / "inbox/a.csv.tmp", "half");
    std::filesystem::create_directory(root.path() / "inbox/folder");
    std::filesystem::create_symlink(root.path(), root.path() / "inbox/link");
    put(root / "b.csv", "beside");
    EXPECT_EQ(folder.scan(0), 0U);
    EXPECT_EQ(folder.scan(50), 0U);
    ASSERT_EQ(reported.size(), 1U) << "the half file is still being written, for all we know";
    EXPECT_EQ(reported[0], (IgnoredFiles{.not_files = 2, .outside = 1}));
    EXPECT_EQ(folder.scan(100), 0U);
    EXPECT_EQ(folder.scan(200), 0U);
    ASSERT_EQ(reported.size(), 2U);
    EXPECT_EQ(reported[1], (IgnoredFiles{.partial = 1, .not_files = 2, .outside = 1}));
    std::filesystem::remove(root.path() / "b.csv");
    EXPECT_EQ(folder.scan(300), 0U);
    EXPECT_EQ(reported.back().outside, 0U);
    EXPECT_TRUE(worker.taken.empty());
}

TEST(FolderWatcher, submits_new_files_and_reports_a_problem_once) {
    const TemporaryFolder root;
    const TemporaryFolder broken;
    std::mutex mutex;
    std::condition_variable changed;
    int taken = 0;
    std::vector<diag::Message> problems;
    WatchedFolder lost = open(broken, [](std::string_view, const std::string&) { return IntakeResult{}; });
    fs::remove_all(broken / "work");
    std::vector<WatchedFolder> folders;
    folders.push_back(std::move(lost));
    folders.push_back(open(root, [&](std::string_view, const std::string&) {
        const std::scoped_lock lock(mutex);
        ++taken;
        changed.notify_all();
        return IntakeResult{.kind = Kind::taken};
    }));
    {
        const FolderWatcher watch(std::move(folders), std::chrono::milliseconds(1),
                                  [&](const fs::path&, const diag::Error& error) {
                                      const std::scoped_lock lock(mutex);
                                      problems.push_back(error.message);
                                  });
        put(root / "inbox/a.csv", "good");
        std::unique_lock lock(mutex);
        EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(10), [&] { return taken == 1; }));
    }
    EXPECT_EQ(problems, std::vector{diag::message::folder_unusable});
}

TEST(FolderWatcher, goes_on_after_something_was_thrown) {
    const TemporaryFolder root;
    std::mutex mutex;
    std::condition_variable changed;
    int probes = 0;
    std::vector<WatchedFolder> folders;
    folders.push_back(open(root, [&](std::string_view, const std::string&) {
        const std::scoped_lock lock(mutex);
        ++probes;
        changed.notify_all();
        static_cast<void>(std::vector<int>().at(0));
        return IntakeResult{.kind = Kind::taken};
    }));
    std::vector<diag::Message> problems;
    {
        const FolderWatcher watch(
            std::move(folders), std::chrono::milliseconds(1),
            [&](const fs::path&, const diag::Error& error) { problems.push_back(error.message); });
        put(root / "inbox/a.csv", "good");
        std::unique_lock lock(mutex);
        EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(10), [&] { return probes >= 1; }));
    }
    EXPECT_EQ(problems, std::vector{diag::message::folder_unusable});
}

TEST(WatchedFolder, that_is_disabled_leaves_every_file_in_place_and_continues_when_enabled) {
    const TemporaryFolder root;
    FakeIntake worker;
    bool is_shut = true;
    WatchedFolder folder =
        *WatchedFolder::open({.root = root.path(), .settle_ms = 0}, one_by_one(worker.take()), [&] {
            return is_shut ? std::optional(diag::finding(diag::message::folder_peer_unknown, {}, {"x"}))
                           : std::nullopt;
        });
    put(root / "inbox/a.csv", "good");
    put(root / "work/b.csv", "good");
    const auto disabled = folder.scan(0);
    ASSERT_FALSE(disabled);
    EXPECT_EQ(disabled.error().message, diag::message::folder_peer_unknown);
    EXPECT_EQ(root.names("inbox"), Names{"a.csv"});
    EXPECT_EQ(root.names("work"), Names{"b.csv"});
    is_shut = false;
    EXPECT_EQ(*folder.scan(1), 2U);
    EXPECT_EQ(root.names("done").size(), 4U);
}

TEST(FolderWatcher, reports_a_disabled_folder_once_and_again_for_another_reason) {
    const TemporaryFolder root;
    std::mutex mutex;
    std::condition_variable changed;
    int probes = 0;
    std::optional<diag::Message> why = diag::message::folder_peer_unknown;
    const auto disabled_reason = [&]() -> std::optional<diag::Error> {
        const std::scoped_lock lock(mutex);
        ++probes;
        changed.notify_all();
        return why ? std::optional(diag::finding(*why, {}, {"x"})) : std::nullopt;
    };
    std::vector<diag::Message> reported;
    std::vector<WatchedFolder> folders;
    FakeIntake worker;
    folders.push_back(*WatchedFolder::open({.root = root.path(), .settle_ms = 0}, one_by_one(worker.take()),
                                           disabled_reason));
    const auto wait_for_looks = [&](std::optional<diag::Message> now) {
        std::unique_lock lock(mutex);
        why = now;
        const int then = probes;
        EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(10), [&] { return probes >= then + 3; }));
    };
    {
        const FolderWatcher watch(
            std::move(folders), std::chrono::milliseconds(1),
            [&](const fs::path&, const diag::Error& error) { reported.push_back(error.message); });
        wait_for_looks(diag::message::folder_peer_unknown);
        wait_for_looks(diag::message::folder_peer_revoked);
        wait_for_looks(std::nullopt);
        wait_for_looks(diag::message::folder_peer_revoked);
    }
    EXPECT_EQ(reported, (std::vector{diag::message::folder_peer_unknown, diag::message::folder_peer_revoked,
                                     diag::message::folder_peer_revoked}));
}

} // namespace
} // namespace renkei::folders::watched_folder_test
