// What a peer may put into its folder to stop the gateway, or to lead it elsewhere; and what merely goes
// wrong with one file.
#include "gateway/network/folders/folder_names.h"
#include "generated/messages/base.h"
#include "generated/messages/exchange.h"

#include "tests/folders/folder_kit.h"
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <future>

namespace renkei::folders::watched_folder_hostile_test {
namespace {

using test::put;
using test::TemporaryFolder;

constexpr std::size_t max_name_length = 255;

struct Problems {
    std::vector<diag::Message> reported{};
    OnProblem on_problem() {
        return [this](const fs::path&, const diag::Error& error) { reported.push_back(error.message); };
    }
};

TEST(HostileFolder, that_has_a_fifo_in_the_place_of_a_file_does_not_stop_the_watch) {
    const TemporaryFolder root;
    FakeIntake worker;
    const SubmitFile take = worker.take();
    // both files were listed; then the second one becomes a FIFO
    WatchedFolder folder = open(root, [&](std::string_view bytes, const std::string& name) {
        fs::remove(root / "inbox/b.csv");
        EXPECT_EQ(::mkfifo((root / "inbox/b.csv").c_str(), 0666), 0);
        return take(bytes, name);
    });
    put(root / "inbox/a.csv", "good");
    put(root / "inbox/b.csv", "good");
    EXPECT_EQ(*folder.scan(0), 0U);
    std::future<diag::Result<std::size_t>> scan =
        std::async(std::launch::async, [&] { return folder.scan(settle); });
    const bool has_ended = scan.wait_for(std::chrono::seconds(10)) == std::future_status::ready;
    EXPECT_TRUE(has_ended);
    for (const char* const place : {"inbox/b.csv", "work/b.csv"}) { // lets a blocked scan go on
        const base::FileDescriptor writer(has_ended ? -1
                                                    : ::open((root / place).c_str(), O_WRONLY | O_NONBLOCK));
    }
    EXPECT_EQ(scan.get().value_or(0), 1U);
}

class LinkedFolder : public testing::TestWithParam<const char*> {};

TEST_P(LinkedFolder, is_not_followed) {
    const TemporaryFolder root;
    const TemporaryFolder other;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take());
    put(root / "inbox/mine.csv", "good");
    put(root / "inbox/bad.csv", "bad");
    put(other / "theirs.csv", "good");
    EXPECT_EQ(*folder.scan(0), 0U);
    fs::rename(root / GetParam(), root / "away");
    fs::create_directory_symlink(other.path(), root / GetParam());
    const auto scanned = folder.scan(settle);
    ASSERT_FALSE(scanned);
    EXPECT_EQ(scanned.error().message, diag::message::folder_unusable);
    EXPECT_EQ(other.names(), Names{"theirs.csv"});
    EXPECT_TRUE(worker.taken.empty());
    EXPECT_FALSE(WatchedFolder::open({.root = root.path()}, one_by_one(worker.take())));
}

INSTANTIATE_TEST_SUITE_P(FolderHandles, LinkedFolder, testing::Values("inbox", "work", "done", "refused"));

std::string repeated(std::string_view text, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) {
        out += text;
    }
    return out;
}

TEST(WatchedFolder, takes_a_file_whose_result_would_have_too_long_a_name) {
    const TemporaryFolder root;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take());
    const std::string name = repeated("報", 80) + ".csv";
    put(root / "inbox/x", "good");
    fs::rename(root / "inbox/x", root / ("inbox/" + name));
    put(root / "inbox/b.csv", "good");
    EXPECT_EQ(scan_settled(folder), 2U);
    EXPECT_EQ(worker.taken.size(), 2U);
    const ResultNames names = names_of(name, 1);
    EXPECT_TRUE(fs::exists(root / ("done/" + name)));
    EXPECT_EQ(*base::read_file(root / ("done/" + names.result)), "{\"bytes\":4}");
}

TEST(FolderNames, are_those_of_the_file_with_a_number_if_need_be) {
    EXPECT_EQ(names_of("a.csv", 1).file, "a.csv");
    EXPECT_EQ(names_of("a.csv", 1).result, "a.csv.result.json");
    EXPECT_EQ(names_of("a.csv", 3).file, "a-3.csv");
    EXPECT_EQ(names_of("a.csv", 3).result, "a-3.csv.result.json");
    EXPECT_EQ(names_of("a", 2).file, "a-2");
}

TEST(FolderNames, that_are_too_long_are_cut_between_characters_and_still_differ) {
    const std::string one = repeated("報", 83) + "1.csv";
    const std::string other = repeated("報", 83) + "2.csv";
    EXPECT_NE(names_of(one, 1).result, names_of(other, 1).result);
    for (const unsigned number : {1U, 2U, 10U}) {
        const ResultNames names = names_of(one, number);
        EXPECT_LE(names.file.size(), max_name_length);
        EXPECT_LE(names.result.size(), max_name_length);
        EXPECT_EQ(readable_name(names.result), names.result) << "no half character";
        EXPECT_TRUE(names.result.ends_with(".result.json"));
        EXPECT_TRUE(names.file.ends_with(".csv"));
    }
    EXPECT_NE(names_of(one, 2).file, names_of(one, 3).file);
    EXPECT_LE(names_of("a." + repeated("x", 253), 2).file.size(), max_name_length)
        << "an ending that is no ending";
}

TEST(WatchedFolder, retries_a_failed_file_with_back_off_reports_it_once_and_processes_the_others) {
    const TemporaryFolder root;
    int tries = 0;
    WatchedFolder folder = open(root, [&](std::string_view, const std::string& name) {
        if (name == "a.csv") {
            ++tries;
            static_cast<void>(std::vector<int>().at(0));
        }
        return IntakeResult{.kind = Kind::taken};
    });
    put(root / "inbox/a.csv", "good");
    put(root / "inbox/b.csv", "good");
    Problems problems;
    EXPECT_EQ(*folder.scan(0, problems.on_problem()), 0U);
    EXPECT_EQ(*folder.scan(settle, problems.on_problem()), 1U) << "b.csv";
    EXPECT_EQ(tries, 1);
    EXPECT_EQ(*folder.scan(settle + 999, problems.on_problem()), 0U);
    EXPECT_EQ(tries, 1);
    EXPECT_EQ(*folder.scan(settle + 1000, problems.on_problem()), 0U);
    EXPECT_EQ(tries, 2);
    EXPECT_EQ(*folder.scan(settle + 2999, problems.on_problem()), 0U);
    EXPECT_EQ(tries, 2);
    EXPECT_EQ(*folder.scan(settle + 3000, problems.on_problem()), 0U);
    EXPECT_EQ(tries, 3);
    EXPECT_EQ(problems.reported, std::vector{diag::message::folder_unusable});
}

// As a user whom file modes bind; root may read everything.
class Unprivileged {
public:
    explicit Unprivileged(const fs::path& root) {
        for (const fs::directory_entry& entry : fs::directory_iterator(root)) {
            fs::permissions(entry.path(), fs::perms::all);
        }
        fs::permissions(root, fs::perms::all);
        constexpr uid_t unprivileged = 65534;
        EXPECT_TRUE(was_ != 0 || ::seteuid(unprivileged) == 0);
    }
    Unprivileged(const Unprivileged&) = delete;
    Unprivileged& operator=(const Unprivileged&) = delete;
    ~Unprivileged() { EXPECT_EQ(::seteuid(was_), 0); }

private:
    uid_t was_ = ::geteuid();
};

TEST(WatchedFolder, leaves_an_unreadable_file_in_place_and_reports_it_until_it_is_readable) {
    const TemporaryFolder root;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take());
    put(root / "inbox/a.csv", "good");
    put(root / "inbox/b.csv", "good");
    fs::permissions(root / "inbox/a.csv", fs::perms::none);
    Problems problems;
    {
        const Unprivileged user(root.path());
        EXPECT_EQ(*folder.scan(0, problems.on_problem()), 0U);
        EXPECT_EQ(*folder.scan(settle, problems.on_problem()), 1U) << "b.csv";
    }
    EXPECT_EQ(root.names("inbox"), Names{"a.csv"});
    EXPECT_EQ(root.names("work"), Names{});
    EXPECT_EQ(problems.reported, std::vector{diag::message::file_unreadable});
    fs::permissions(root / "inbox/a.csv", fs::perms::owner_all);
    EXPECT_EQ(*folder.scan(settle + 1, problems.on_problem()), 0U);
    EXPECT_EQ(*folder.scan(2 * settle + 1000, problems.on_problem()), 1U);
    EXPECT_EQ(root.names("done").size(), 4U);
    EXPECT_EQ(problems.reported.size(), 1U);
}

TEST(WatchedFolder, overwrites_no_file_that_is_called_like_a_result) {
    const TemporaryFolder root;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take());
    put(root / "refused/x.csv.result.json", "of the sender");
    put(root / "inbox/x.csv", "bad");
    EXPECT_EQ(scan_settled(folder), 1U);
    EXPECT_EQ(root.names("refused"), (Names{"x-2.csv", "x-2.csv.result.json", "x.csv.result.json"}));
    EXPECT_EQ(*base::read_file(root / "refused/x.csv.result.json"), "of the sender");
}

TEST(WatchedFolder, follows_no_link_that_is_called_like_a_result) {
    const TemporaryFolder root;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take());
    put(root / "victim", "of somebody else");
    fs::create_symlink(root / "victim", root / "done/x.csv.result.json");
    put(root / "inbox/x.csv", "good");
    EXPECT_EQ(scan_settled(folder), 1U);
    EXPECT_EQ(*base::read_file(root / "victim"), "of somebody else");
    EXPECT_EQ(root.names("done"), (Names{"x-2.csv", "x-2.csv.result.json", "x.csv.result.json"}));
}

TEST(WatchedFolder, writes_valid_json_for_a_name_that_is_not_utf8) {
    const TemporaryFolder root;
    FakeIntake worker;
    WatchedFolder folder = open(root, worker.take(), 3);
    put(root / "inbox/\x95\xf1.csv", "good");
    EXPECT_EQ(scan_settled(folder), 1U);
    const auto result = nlohmann::json::parse(*base::read_file(root / "refused/\x95\xf1.csv.result.json"));
    EXPECT_EQ(result["file"], "\uFFFD\uFFFD.csv");
    EXPECT_EQ(result["report"][0]["file"], "\uFFFD\uFFFD.csv");
}

} // namespace
} // namespace renkei::folders::watched_folder_hostile_test
