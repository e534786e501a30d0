#include "gateway/core/base/file_descriptor.h"

#include "tests/cli/outcomes.h"
#include "tests/support/folder.h"
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

namespace renkei::cli::output_directory_test {
namespace {

TEST(Output, a_directory_gets_whole_files_and_nothing_of_refused_inputs) {
    const test::Folder folder;
    const std::filesystem::path out = folder.path() / "out";
    NotedOutcomes noted;
    const auto output = open_output({.path = out.string() + "/"}, true, noted.note());
    (*output)->add(outcome({document("a-1", "1\n")}, false));
    (*output)->add(outcome({document("a-2", "2\n")}));
    (*output)->add(outcome({document("b-1", "3\n")}, false));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(noted.statuses, (std::vector{OutcomeStatus::done, OutcomeStatus::refused}));
    EXPECT_EQ(noted.written, (std::vector<std::string>{"a-1", "a-2"}));
    EXPECT_EQ(content(out / "a-2"), "2\n");
    EXPECT_FALSE(std::filesystem::exists(out / "b-1"));
}

OutputDocument row(std::string bytes, std::string name = "row.csv") {
    return {.name = std::move(name), .bytes = std::move(bytes), .kind = "form 1 csv"};
}

TEST(Output, a_directory_of_joined_documents_has_one_file_for_each_kind) {
    const test::Folder folder;
    const std::filesystem::path out = folder.path() / "out";
    NotedOutcomes noted;
    const auto output = open_output({.path = out.string() + "/", .join = true}, true, noted.note());
    (*output)->add(outcome({document("a", "1\n")}, false));
    (*output)->add(outcome({document("a", "2\n"), row("x\n")}));
    (*output)->add(outcome({document("b", "lost\n"), row("lost\n")}, false));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    (*output)->add(outcome({}));
    (*output)->add(outcome({row("y\n", "other.csv")}));
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(noted.statuses, (std::vector{OutcomeStatus::done, OutcomeStatus::refused, OutcomeStatus::done,
                                           OutcomeStatus::done}));
    EXPECT_EQ(noted.written,
              (std::vector<std::string>{"fhir-json.ndjson", "form-1-csv.csv", "form-1-csv.csv"}));
    EXPECT_EQ(content(out / "fhir-json.ndjson"), "1\n2\n");
    EXPECT_EQ(content(out / "form-1-csv.csv"), "x\ny\n");
    EXPECT_EQ(entries(out), 2U);
}

TEST(Output, a_directory_of_joined_documents_keeps_names_that_say_items_and_files_that_exist) {
    const test::Folder folder;
    std::ofstream(folder.path() / "fhir-json.ndjson") << "old";
    NotedOutcomes noted;
    const auto output = open_output({.path = folder.path().string(), .join = true}, true, noted.note());
    OutputDocument named = row("x\n", "20260301.csv");
    named.has_items_in_name = true;
    (*output)->add(outcome({named}));
    (*output)->add(outcome({named}));
    (*output)->add(outcome({document("a", "new\n")}));
    (void)(*output)->finish();
    EXPECT_EQ(noted.statuses,
              (std::vector{OutcomeStatus::done, OutcomeStatus::done, OutcomeStatus::unwritten}));
    EXPECT_EQ(noted.messages, std::vector<std::string>{"file-exists"});
    EXPECT_EQ(content(folder.path() / "20260301.csv"), "x\nx\n");
    EXPECT_EQ(content(folder.path() / "fhir-json.ndjson"), "old");
}

// A process may have few files open.
TEST(Output, a_directory_of_joined_documents_may_have_more_files_than_a_process) {
    const test::Folder folder;
    NotedOutcomes noted;
    const auto output = open_output({.path = folder.path().string(), .join = true}, true, noted.note());
    struct rlimit before {};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
    constexpr rlim_t few = 64;
    const struct rlimit now { .rlim_cur = few, .rlim_max = before.rlim_max };
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &now), 0);
    constexpr std::size_t files = 2 * few;
    for (std::size_t i = 0; i < 2 * files; ++i) {
        OutputDocument named = row(std::to_string(i) + "\n", std::to_string(i % files) + ".csv");
        named.has_items_in_name = true;
        (*output)->add(outcome({named}));
        (*output)->add(outcome({named}, false)); // and what is taken back
        (*output)->add(outcome({}, true, OutcomeStatus::refused));
    }
    EXPECT_TRUE((*output)->finish());
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(std::ranges::count(noted.statuses, OutcomeStatus::done),
              static_cast<std::ptrdiff_t>(2 * files));
    EXPECT_TRUE(noted.messages.empty());
    EXPECT_EQ(entries(folder.path()), files);
    EXPECT_EQ(content(folder.path() / "0.csv"), "0\n128\n");
}

TEST(Output, the_names_of_a_refused_input_are_free_for_others) {
    const test::Folder folder;
    ASSERT_EQ(::mkfifo((folder.path() / "fifo").c_str(), 0600), 0);
    const base::FileDescriptor reader(::open((folder.path() / "fifo").c_str(), O_RDWR | O_CLOEXEC));
    std::ofstream(folder.path() / "skipped") << "old";
    for (const OutputSettings& settings :
         {OutputSettings{.overwrite = true}, OutputSettings{.skip_existing = true}, OutputSettings{}}) {
        for (const std::string name : {"new", "skipped", "fifo"}) {
            NotedOutcomes noted;
            OutputSettings here = settings;
            here.path = folder.path().string();
            const auto output = open_output(here, true, noted.note());
            (*output)->add(outcome({document(name, "1\n")}, false));
            (*output)->add(outcome({}, true, OutcomeStatus::refused));
            (*output)->add(outcome({document(name, "2\n")}));
            ASSERT_TRUE((*output)->finish());
            EXPECT_EQ(noted.statuses.at(0), OutcomeStatus::refused);
            EXPECT_EQ(std::ranges::count(noted.messages, "name-used-twice"), 0) << name;
        }
    }
    EXPECT_EQ(content(folder.path() / "new"), "2\n");
}

TEST(Output, of_many_documents_is_done_only_when_their_files_exist) {
    const test::Folder folder;
    std::size_t said = 0;
    const Output::Done check = [&](const Outcome& it, const std::vector<std::string>& files) {
        EXPECT_EQ(it.status, OutcomeStatus::done);
        ASSERT_EQ(files.size(), 1U);
        EXPECT_TRUE(std::filesystem::exists(files[0]));
        ++said;
    };
    const auto output = open_output({.path = folder.path().string()}, true, check);
    constexpr std::size_t many = 300;
    for (std::size_t i = 0; i < many; ++i) {
        (*output)->add(outcome({document(std::to_string(i), "x\n")}));
    }
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(said, many);
}

// Lines of a form whose file names say items.
OutputDocument named(std::string name, std::string line) {
    return {.name = std::move(name),
            .bytes = "head\n" + std::move(line),
            .head = 5,
            .has_items_in_name = true,
            .kind = "a 1 csv"};
}

TEST(Output, documents_of_an_input_whose_names_say_the_same_items_are_one_file_whenever_they_come) {
    const test::Folder folder;
    NotedOutcomes noted;
    const auto output = open_output({.path = folder.path().string()}, true, noted.note());
    for (const char* const line : {"1\n", "2\n", "3\n"}) {
        Outcome part = outcome({named("a", line), named("b", line)}, *line == '3');
        (*output)->prepare(part);
        (*output)->add(std::move(part));
    }
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(noted.statuses, std::vector{OutcomeStatus::done});
    EXPECT_EQ(noted.written, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(content(folder.path() / "a"), "head\n1\n2\n3\n");
    EXPECT_EQ(content(folder.path() / "b"), "head\n1\n2\n3\n");
}

TEST(Output, documents_of_two_inputs_whose_names_say_the_same_items_are_not_one_file) {
    const test::Folder folder;
    NotedOutcomes noted;
    const auto output = open_output({.path = folder.path().string()}, true, noted.note());
    (*output)->add(outcome({named("a", "1\n")}));
    (*output)->add(outcome({named("a", "2\n")}));
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(noted.messages, std::vector<std::string>{"name-used-twice"});
    EXPECT_EQ(content(folder.path() / "a"), "head\n1\n");
}

TEST(Output, a_file_of_several_documents_that_exists_is_left_as_asked) {
    const test::Folder folder;
    std::ofstream(folder.path() / "a") << "old";
    NotedOutcomes noted;
    const auto output =
        open_output({.path = folder.path().string(), .skip_existing = true}, true, noted.note());
    (*output)->add(outcome({named("a", "1\n"), named("a", "2\n")}));
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(noted.messages, std::vector<std::string>{"output-skipped"});
    EXPECT_EQ(content(folder.path() / "a"), "old");
}

TEST(Output, a_file_that_exists_is_refused_replaced_or_left_as_asked) {
    const test::Folder folder;
    const auto run_with = [&](OutputSettings settings) {
        std::ofstream(folder.path() / "a") << "old";
        settings.path = folder.path().string();
        NotedOutcomes noted;
        const auto output = open_output(settings, true, noted.note());
        (*output)->add(outcome({document("a", "new")}));
        EXPECT_TRUE((*output)->finish());
        noted.messages.push_back(content(folder.path() / "a"));
        return noted;
    };
    EXPECT_EQ(run_with({}).messages, (std::vector<std::string>{"file-exists", "old"}));
    EXPECT_EQ(run_with({.skip_existing = true}).messages,
              (std::vector<std::string>{"output-skipped", "old"}));
    EXPECT_EQ(run_with({.overwrite = true}).messages, std::vector<std::string>{"new"});
    EXPECT_FALSE(
        open_output({.path = "x", .overwrite = true, .skip_existing = true}, true, NotedOutcomes().note()));
}

} // namespace
} // namespace renkei::cli::output_directory_test
