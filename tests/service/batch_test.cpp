#include "gateway/forms/service/batch.h"

#include "product.h"
#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

namespace renkei::service::batch_test {
namespace {

std::vector<std::filesystem::path> files_in(const Folder& folder, std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
        folder.write("in/" + std::to_string(1000 + i) + ".txt", std::to_string(i));
    }
    return list_inputs({(folder.path() / "in").string()});
}

Outcome echo(Workspace&, const Input& input, const Sink&) {
    Outcome out;
    out.input = input.name;
    out.documents.push_back({.name = "", .bytes = input.bytes});
    return out;
}

TEST(Batch, results_come_in_the_order_of_the_inputs) {
    const Folder folder;
    const auto paths = files_in(folder, 300);
    for (const unsigned threads : {1U, 2U, 7U}) {
        std::vector<std::string> got;
        run_batch(product(), paths, threads, echo,
                  [&](const Outcome& outcome) { got.push_back(outcome.documents.at(0).bytes); });
        ASSERT_EQ(got.size(), 300U);
        for (std::size_t i = 0; i < got.size(); ++i) {
            EXPECT_EQ(got[i], std::to_string(i));
        }
    }
}

TEST(Batch, an_exception_of_a_library_fails_one_input) {
    const Folder folder;
    const auto paths = files_in(folder, 20);
    const Job job = [](Workspace& workspace, const Input& input, const Sink&) {
        return input.bytes == "7" ? throw std::runtime_error("no room") : echo(workspace, input, {});
    };
    std::vector<OutcomeStatus> statuses;
    std::string said;
    run_batch(product(), paths, 3, job, [&](const Outcome& outcome) {
        statuses.push_back(outcome.status);
        said += outcome.report.empty() ? "" : outcome.report.findings()[0].args.at(0);
    });
    ASSERT_EQ(statuses.size(), 20U);
    for (std::size_t i = 0; i < statuses.size(); ++i) {
        EXPECT_EQ(statuses[i], i == 7 ? OutcomeStatus::refused : OutcomeStatus::done) << i;
    }
    EXPECT_EQ(said, "no room");
}

TEST(Batch, ends_when_the_sink_throws) {
    const Folder folder;
    const auto paths = files_in(folder, 300);
    std::size_t got = 0;
    const Sink sink = [&](const Outcome&) { return ++got == 3 ? throw std::runtime_error("full") : void(); };
    EXPECT_THROW(run_batch(product(), paths, 4, echo, sink), std::runtime_error);
    EXPECT_EQ(got, 3U);
}

TEST(Batch, starts_no_more_threads_than_make_sense) {
    const Folder folder;
    const auto paths = files_in(folder, max_threads + 100);
    std::mutex mutex;
    std::set<std::thread::id> threads;
    std::size_t got = 0;
    const Job job = [&](Workspace& workspace, const Input& input, const Sink&) {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
        return echo(workspace, input, {});
    };
    run_batch(product(), paths, 9999, job, [&](const Outcome&) { ++got; });
    EXPECT_EQ(got, paths.size());
    EXPECT_LE(threads.size(), max_threads);
}

TEST(Batch, an_unreadable_file_is_reported_and_the_others_are_processed) {
    const Folder folder;
    auto paths = files_in(folder, 3);
    paths.insert(paths.begin() + 1, folder.path() / "missing");
    std::vector<OutcomeStatus> statuses;
    run_batch(product(), paths, 2, echo, [&](const Outcome& outcome) { statuses.push_back(outcome.status); });
    EXPECT_EQ(statuses, (std::vector{OutcomeStatus::done, OutcomeStatus::unreadable, OutcomeStatus::done,
                                     OutcomeStatus::done}));
}

TEST(Batch, hidden_files_are_no_inputs) {
    const Folder folder;
    folder.write("in/a", "1");
    folder.write("in/.b", "2");
    folder.write("in/.git/c", "3");
    folder.write("in/d/e", "4");
    std::vector<std::string> names;
    for (const auto& path : list_inputs({(folder.path() / "in").string()})) {
        names.push_back(path.filename().string());
    }
    EXPECT_EQ(names, (std::vector<std::string>{"a", "e"}));
}

} // namespace
} // namespace renkei::service::batch_test
