// A directory as output, written by the threads that make the documents.
#include "gateway/app/cli/background.h"

#include "tests/cli/outcomes.h"
#include "tests/support/folder.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

namespace renkei::cli::output_in_background_test {
namespace {

Outcome outcome_of(const std::string& name, const std::string& bytes,
                   OutcomeStatus status = OutcomeStatus::done, bool is_last = true) {
    Outcome out = outcome({document(name, bytes)}, is_last, status);
    out.input = name;
    return out;
}

struct Reported {
    std::vector<std::string> inputs{};
    std::vector<OutcomeStatus> statuses{};
    std::vector<std::string> messages{};

    Output::Done add() {
        return [this](const Outcome& it, const std::vector<std::string>& files) {
            inputs.push_back(it.input);
            statuses.push_back(it.status);
            for (const std::string& file : files) {
                EXPECT_TRUE(fs::is_regular_file(file)) << "reported before it is there: " << file;
            }
            for (const diag::Finding& finding : it.report.findings()) {
                messages.emplace_back(diag::row(finding.message).id);
            }
        };
    }
};

std::unique_ptr<Output> directory_of(const test::Folder& folder, OutputSettings settings,
                                     Reported& reported) {
    settings.path = folder.path().string();
    settings.in_background = true;
    return *open_output(settings, true, reported.add());
}

TEST(Output_in_background, has_all_files_and_reports_inputs_in_their_order) {
    const test::Folder folder;
    Reported reported;
    constexpr std::size_t count = 1000;
    std::vector<Outcome> outcomes;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
        names.push_back(fmt::format("{:04}.json", i));
        outcomes.push_back(outcome_of(names.back(), std::to_string(i)));
    }
    {
        const std::unique_ptr<Output> output = directory_of(folder, {}, reported);
        std::atomic<std::size_t> next = 0;
        const auto prepare = [&] {
            for (std::size_t i = next++; i < count; i = next++) {
                output->prepare(outcomes[i]);
            }
        };
        std::thread other(prepare);
        prepare();
        other.join();
        for (Outcome& each : outcomes) {
            EXPECT_TRUE(each.documents.front().bytes.empty()) << "it is written already";
            output->add(std::move(each));
        }
        ASSERT_TRUE(output->finish());
    }
    EXPECT_EQ(reported.inputs, names);
    EXPECT_EQ(reported.statuses, std::vector(count, OutcomeStatus::done));
    EXPECT_EQ(entries(folder.path()), count);
    for (std::size_t i = 0; i < count; ++i) {
        ASSERT_EQ(*base::read_file(folder.path() / names[i]), std::to_string(i));
    }
}

TEST(Output_in_background, has_nothing_of_an_input_that_is_refused_after_its_documents_were_written) {
    const test::Folder folder;
    Reported reported;
    {
        const std::unique_ptr<Output> output = directory_of(folder, {}, reported);
        Outcome first = outcome_of("a.json", "1", OutcomeStatus::done, false);
        output->prepare(first);
        output->add(std::move(first));
        Outcome last = outcome_of("b.json", "2", OutcomeStatus::refused);
        output->prepare(last);
        last.documents.clear();
        output->add(std::move(last));
        Outcome next = outcome_of("a.json", "3");
        output->prepare(next);
        output->add(std::move(next));
        ASSERT_TRUE(output->finish());
    }
    EXPECT_EQ(reported.statuses, (std::vector{OutcomeStatus::refused, OutcomeStatus::done}));
    EXPECT_EQ(entries(folder.path()), 1U);
    EXPECT_EQ(*base::read_file(folder.path() / "a.json"), "3");
}

TEST(Output_in_background, keeps_a_file_that_comes_into_being_between_the_two_steps) {
    const test::Folder folder;
    Reported reported;
    {
        const std::unique_ptr<Output> output = directory_of(folder, {}, reported);
        Outcome mine = outcome_of("a.json", "mine");
        output->prepare(mine);
        ASSERT_TRUE(base::write_file(folder.path() / "a.json", "other", base::Overwrite::no));
        output->add(std::move(mine));
        ASSERT_TRUE(output->finish());
    }
    EXPECT_EQ(reported.statuses, std::vector{OutcomeStatus::unwritten});
    EXPECT_EQ(reported.messages, std::vector<std::string>{"file-exists"});
    EXPECT_EQ(*base::read_file(folder.path() / "a.json"), "other");
    EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(Output_in_background, skips_files_that_exist_without_writing_them) {
    const test::Folder folder;
    Reported reported;
    ASSERT_TRUE(base::write_file(folder.path() / "a.json", "before", base::Overwrite::no));
    const std::unique_ptr<Output> output = directory_of(folder, {.skip_existing = true}, reported);
    Outcome again = outcome_of("a.json", "again");
    output->prepare(again);
    EXPECT_EQ(again.documents.front().bytes, "again") << "nothing was written";
    output->add(std::move(again));
    ASSERT_TRUE(output->finish());
    EXPECT_EQ(reported.messages, std::vector<std::string>{"output-skipped"});
    EXPECT_EQ(*base::read_file(folder.path() / "a.json"), "before");
}

TEST(Background, does_the_pieces_in_order_and_all_before_finish_returns) {
    std::vector<int> done;
    Background background(true);
    for (int i = 0; i < 100; ++i) {
        background.run([&done, i] { done.push_back(i); });
    }
    background.finish();
    ASSERT_EQ(done.size(), 100U);
    EXPECT_TRUE(std::ranges::is_sorted(done));
}

TEST(Background, throws_in_finish_what_a_piece_threw_and_does_no_later_piece) {
    bool is_later_done = false;
    Background background(true);
    background.run([] { throw std::runtime_error("no memory"); });
    background.run([&] { is_later_done = true; });
    EXPECT_THROW(background.finish(), std::runtime_error);
    EXPECT_FALSE(is_later_done);
}

TEST(Background, without_a_thread_works_at_once) {
    bool is_done = false;
    Background background(false);
    background.run([&] { is_done = true; });
    EXPECT_TRUE(is_done);
    background.finish();
}

} // namespace
} // namespace renkei::cli::output_in_background_test
