#include "generated/messages/cli.h"

#include "tests/cli/outcomes.h"
#include "tests/support/folder.h"
#include "tests/support/without_call.h"
#include <fcntl.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

namespace renkei::cli::output_test {
namespace {

// Behaves like a full disk: files of this process may have only so many bytes.
class Narrow {
public:
    explicit Narrow(rlim_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &limit_);
        const rlimit narrow{bytes, limit_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &narrow);
    }
    Narrow(const Narrow&) = delete;
    Narrow& operator=(const Narrow&) = delete;
    ~Narrow() {
        ::setrlimit(RLIMIT_FSIZE, &limit_);
        std::signal(SIGXFSZ, before_);
    }

private:
    void (*before_)(int);
    rlimit limit_{};
};

TEST(Output, a_file_that_could_not_be_written_is_not_there_and_the_old_one_stays) {
    const test::Folder folder;
    for (const bool is_there : {false, true}) {
        const std::filesystem::path file = folder.path() / "out.json";
        if (is_there) {
            std::ofstream(file) << "old";
        }
        NotedOutcomes noted;
        const auto output =
            open_output({.path = file.string(), .join = true, .overwrite = true}, true, noted.note());
        ASSERT_TRUE(output);
        {
            const Narrow disk(10'000);
            (*output)->add(outcome({document("a", std::string(20'000, 'x'))}));
        }
        (*output)->add(outcome({document("b", "more")}));
        EXPECT_TRUE((*output)->finish());
        EXPECT_EQ(noted.statuses, (std::vector{OutcomeStatus::unwritten, OutcomeStatus::unwritten}))
            << "the first part is not there";
        EXPECT_TRUE(noted.written.empty());
        EXPECT_EQ(std::filesystem::exists(file), is_there);
        EXPECT_TRUE(!is_there || std::filesystem::file_size(file) == 3);
    }
}

TEST(Output, inputs_of_one_file_are_done_when_it_exists_and_in_order) {
    const test::Folder folder;
    const std::filesystem::path file = folder.path() / "out.ndjson";
    std::vector<OutcomeStatus> said;
    const Output::Done check = [&](const Outcome& it, const std::vector<std::string>& files) {
        EXPECT_EQ(content(file), "1\n3\n");
        EXPECT_EQ(files.size(), it.status == OutcomeStatus::done ? 1U : 0U);
        said.push_back(it.status);
    };
    const auto output = open_output({.path = file.string()}, true, check);
    (*output)->add(outcome({document("a", "1\n")}));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    (*output)->add(outcome({document("c", "3\n")}));
    EXPECT_TRUE(said.empty());
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(said, (std::vector{OutcomeStatus::done, OutcomeStatus::refused, OutcomeStatus::done}));
}

TEST(Output, no_input_of_a_file_is_done_if_a_later_one_does_not_fit_into_it) {
    const test::Folder folder;
    NotedOutcomes noted;
    const auto output =
        open_output({.path = (folder.path() / "out.ndjson").string(), .join = true}, true, noted.note());
    (*output)->add(outcome({document("a", "1\n")}));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    (*output)->add(outcome({{.name = "x", .bytes = "<x/>", .kind = "fhir-xml"}}));
    (*output)->add(outcome({document("b", "2\n")}));
    EXPECT_TRUE((*output)->finish());
    EXPECT_EQ(noted.statuses, (std::vector{OutcomeStatus::wrong_output, OutcomeStatus::refused,
                                           OutcomeStatus::wrong_output, OutcomeStatus::wrong_output}));
    EXPECT_EQ(noted.messages, std::vector<std::string>(3, "usage-kinds-in-file"));
    EXPECT_TRUE(noted.written.empty());
    EXPECT_EQ(entries(folder.path()), 0U);
}

TEST(Output, no_input_of_a_file_is_done_if_the_file_does_not_get_its_name) {
    const test::Folder folder;
    NotedOutcomes noted;
    const std::filesystem::path file = folder.path() / "out.ndjson";
    const auto output = open_output({.path = file.string()}, true, noted.note());
    (*output)->add(outcome({document("a", "1\n")}));
    (*output)->add(outcome({document("b", "2\n")}));
    std::ofstream(file) << "other";
    EXPECT_TRUE((*output)->finish()) << "it is said of the inputs";
    EXPECT_EQ(noted.statuses, (std::vector{OutcomeStatus::unwritten, OutcomeStatus::unwritten}));
    EXPECT_EQ(noted.messages, std::vector<std::string>(2, "file-exists"));
    EXPECT_TRUE(noted.written.empty());
    EXPECT_EQ(content(file), "other");
}

TEST(Output, findings_of_very_many_inputs_of_a_file_are_bounded_and_counted) {
    const test::Folder folder;
    std::size_t kept = 0;
    std::size_t total = 0;
    const Output::Done count = [&](const Outcome& it, const std::vector<std::string>&) {
        kept += it.report.findings().size();
        total += it.report.total();
        EXPECT_FALSE(it.report.findings().empty());
    };
    const auto output = open_output({.path = (folder.path() / "out.ndjson").string()}, true, count);
    constexpr std::size_t inputs = 30;
    for (std::size_t i = 0; i < inputs; ++i) {
        Outcome it = outcome({document("a", "1\n")});
        for (std::size_t n = 0; n < diag::Report::default_limit; ++n) {
            it.report.add(diag::message::output_skipped, {});
        }
        (*output)->add(std::move(it));
    }
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(total, inputs * diag::Report::default_limit);
    EXPECT_LE(kept, 200'000U + inputs * 10);
}

TEST(Output, documents_of_a_refused_input_are_removed_from_the_file) {
    const test::Folder folder;
    NotedOutcomes noted;
    const std::filesystem::path file = folder.path() / "out.ndjson";
    const auto output = open_output({.path = file.string(), .join = true}, true, noted.note());
    (*output)->add(outcome({document("a", "1\n")}));
    (*output)->add(outcome({document("b", "2\n")}, false));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    (*output)->add(outcome({document("c", "3\n")}));
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(content(file), "1\n3\n");
    EXPECT_EQ(noted.statuses,
              (std::vector{OutcomeStatus::done, OutcomeStatus::refused, OutcomeStatus::done}));
}

TEST(Output, a_single_refused_input_leaves_no_file) {
    const test::Folder folder;
    NotedOutcomes noted;
    const auto output = open_output({.path = (folder.path() / "out.ndjson").string()}, false, noted.note());
    (*output)->add(outcome({document("b", "2\n")}, false));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(entries(folder.path()), 0U);
}

TEST(Output, standard_output_gets_the_parts_of_an_input_when_all_of_it_is_sound) {
    NotedOutcomes noted;
    testing::internal::CaptureStdout();
    const auto output = open_output({}, true, noted.note());
    (*output)->add(outcome({document("a", "1\n")}, false));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    (*output)->add(outcome({document("b", "2\n")}, false));
    (*output)->add(outcome({document("c", "3\n")}));
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "2\n3\n");
}

TEST(Output, an_error_of_documents_that_are_refused_later_is_forgotten) {
    const test::Folder folder;
    const OutputDocument xml{.name = "x", .bytes = "<x/>", .kind = "fhir-xml"};
    const std::filesystem::path file = folder.path() / "out.ndjson";
    for (const std::string& path : {file.string(), std::string("-")}) {
        NotedOutcomes noted;
        testing::internal::CaptureStdout();
        const auto output = open_output({.path = path, .join = true}, true, noted.note());
        (*output)->add(outcome({document("a", "1\n")}));
        (*output)->add(outcome({document("b", "2\n")}, false));
        (*output)->add(outcome({xml}, false));
        (*output)->add(outcome({document("c", "3\n")}, true, OutcomeStatus::refused));
        (*output)->add(outcome({document("d", "4\n")}));
        EXPECT_TRUE((*output)->finish());
        const std::string printed = testing::internal::GetCapturedStdout();
        EXPECT_EQ(path == "-" ? printed : content(file), "1\n4\n");
        EXPECT_EQ(noted.statuses,
                  (std::vector{OutcomeStatus::done, OutcomeStatus::refused, OutcomeStatus::done}));
        EXPECT_TRUE(noted.messages.empty()) << "nothing is said of it";
    }
}

TEST(Output, an_error_of_documents_that_are_not_refused_stays) {
    const OutputDocument xml{.name = "x", .bytes = "<x/>", .kind = "fhir-xml"};
    NotedOutcomes noted;
    testing::internal::CaptureStdout();
    const auto output = open_output({}, true, noted.note());
    (*output)->add(outcome({document("a", "1\n")}));
    (*output)->add(outcome({xml}));
    (*output)->add(outcome({xml}, true, OutcomeStatus::refused));
    (*output)->add(outcome({document("b", "2\n")}));
    EXPECT_TRUE((*output)->finish());
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "1\n");
    EXPECT_EQ(noted.statuses, (std::vector{OutcomeStatus::done, OutcomeStatus::wrong_output,
                                           OutcomeStatus::refused, OutcomeStatus::wrong_output}));
}

TEST(Output, parts_can_wait_where_no_file_is_without_a_name) {
    const test::Folder folder;
    ASSERT_EQ(::setenv("TMPDIR", folder.path().c_str(), 1), 0);
    for (const int error : {EOPNOTSUPP, EISDIR, ENOENT}) {
        NotedOutcomes noted;
        testing::internal::CaptureStdout();
        const bool is_tried = test::without_call(
            {.number = SYS_openat, .error = error, .argument = 2, .flags = O_TMPFILE}, [&] {
                const auto output = open_output({}, false, noted.note());
                (*output)->add(outcome({document("a", "1\n")}, false));
                (*output)->add(outcome({document("b", "2\n")}));
                EXPECT_TRUE((*output)->finish());
            });
        const std::string printed = testing::internal::GetCapturedStdout();
        if (is_tried) {
            EXPECT_EQ(printed, "1\n2\n");
            EXPECT_EQ(noted.statuses, std::vector{OutcomeStatus::done});
        }
        EXPECT_EQ(entries(folder.path()), 0U);
    }
    ::unsetenv("TMPDIR");
}

TEST(Output, documents_share_a_file_by_their_written_kind) {
    const test::Folder folder;
    NotedOutcomes noted;
    const auto output =
        open_output({.path = (folder.path() / "out.ndjson").string(), .join = true}, true, noted.note());
    (*output)->add(outcome({{.name = "x", .bytes = "<x/>", .kind = "fhir-xml"}}, false));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    (*output)->add(outcome({document("a", "1\n")}));
    (*output)->add(outcome({document("b", "2\n")}));
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(content(folder.path() / "out.ndjson"), "1\n2\n");
}

TEST(Output, one_file_holds_only_what_can_be_read_again) {
    const test::Folder folder;
    const auto text_of = [&](OutputSettings settings, const std::vector<OutputDocument>& documents) {
        NotedOutcomes noted;
        settings.path = (folder.path() / settings.path).string();
        {
            const auto output = open_output(settings, false, noted.note());
            (*output)->add(outcome(documents));
            EXPECT_TRUE((*output)->finish());
        }
        const std::size_t files = entries(folder.path());
        for (const auto& each : std::filesystem::directory_iterator(folder.path())) {
            std::filesystem::remove(each.path());
        }
        EXPECT_EQ(noted.statuses.at(0) == OutcomeStatus::done ? 1U : 0U, files);
        return noted.messages.empty() ? std::string("written") : noted.messages.front();
    };
    const std::vector<OutputDocument> json{document("a", "{}\n"), document("b", "{}\n")};
    EXPECT_EQ(text_of({.path = "x.json"}, json), "usage-documents-to-file");
    EXPECT_EQ(text_of({.path = "x.json", .join = true}, json), "written");
    EXPECT_EQ(text_of({.path = "x.ndjson"}, json), "written");
    EXPECT_EQ(text_of({.path = "x.ndjson", .pretty = true}, json), "usage-pretty-lines");
    const std::vector<OutputDocument> xml{{.name = "a", .bytes = "<a/>", .kind = "fhir-xml"},
                                          {.name = "b", .bytes = "<b/>", .kind = "fhir-xml"}};
    EXPECT_EQ(text_of({.path = "x.xml", .join = true}, xml), "usage-xml-in-file");
    const std::vector<OutputDocument> csv{{.name = "a", .bytes = "1\n", .kind = "a 1 csv"},
                                          {.name = "b", .bytes = "2\n", .kind = "a 1 csv"}};
    EXPECT_EQ(text_of({.path = "x.csv"}, csv), "written");
    EXPECT_EQ(text_of({.path = "x.csv"}, {csv[0], {.name = "c", .bytes = "3\n", .kind = "b 1 csv"}}),
              "usage-kinds-in-file");
}

} // namespace
} // namespace renkei::cli::output_test
