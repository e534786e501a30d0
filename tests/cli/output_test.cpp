#include "gateway/app/cli/output.h"
#include "gateway/core/base/file_descriptor.h"

#include "tests/kit/folder.h"
#include "tests/kit/without_call.h"
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <fstream>

namespace renkei::cli::output_test {
namespace {

// As on a disk that is full: files of this process may have so many bytes.
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

using service::Outcome;
using service::OutcomeStatus;
using service::OutputDocument;

Outcome outcome(std::vector<OutputDocument> documents, bool is_last = true,
                OutcomeStatus verdict = OutcomeStatus::done) {
    Outcome out;
    out.is_last = is_last;
    out.verdict = verdict;
    out.documents = std::move(documents);
    return out;
}

OutputDocument document(std::string name, std::string bytes) {
    return {.name = std::move(name), .bytes = std::move(bytes), .is_json = true, .kind = "fhir-json"};
}

// What an output said of its inputs.
struct Fates {
    std::vector<OutcomeStatus> verdicts{};
    std::vector<std::string> written{};
    std::vector<std::string> messages{};

    Output::Done note() {
        return [this](const Outcome& it, const std::vector<std::string>& files) {
            verdicts.push_back(it.verdict);
            for (const std::string& file : files) {
                written.push_back(std::filesystem::path(file).filename());
            }
            for (const diag::Finding& finding : it.report.findings()) {
                messages.emplace_back(diag::row(finding.message).id);
            }
        };
    }
};

std::string content(const std::filesystem::path& path) {
    const auto read = base::read_file(path);
    return read ? *read : "not there";
}

std::size_t entries(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

TEST(Output, a_file_that_could_not_be_written_is_not_there_and_the_old_one_stays) {
    const test::Folder folder;
    for (const bool is_there : {false, true}) {
        const std::filesystem::path file = folder.path() / "out.json";
        if (is_there) {
            std::ofstream(file) << "old";
        }
        Fates fates;
        const auto output =
            open_output({.path = file.string(), .join = true, .overwrite = true}, true, fates.note());
        ASSERT_TRUE(output);
        {
            const Narrow disk(10'000);
            (*output)->add(outcome({document("a", std::string(20'000, 'x'))}));
        }
        (*output)->add(outcome({document("b", "more")}));
        EXPECT_TRUE((*output)->finish());
        EXPECT_EQ(fates.verdicts, (std::vector{OutcomeStatus::unwritten, OutcomeStatus::unwritten}))
            << "the first part is not there";
        EXPECT_TRUE(fates.written.empty());
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
        EXPECT_EQ(files.size(), it.verdict == OutcomeStatus::done ? 1U : 0U);
        said.push_back(it.verdict);
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
    Fates fates;
    const auto output =
        open_output({.path = (folder.path() / "out.ndjson").string(), .join = true}, true, fates.note());
    (*output)->add(outcome({document("a", "1\n")}));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    (*output)->add(outcome({{.name = "x", .bytes = "<x/>", .kind = "fhir-xml"}}));
    (*output)->add(outcome({document("b", "2\n")}));
    EXPECT_TRUE((*output)->finish());
    EXPECT_EQ(fates.verdicts, (std::vector{OutcomeStatus::wrong_output, OutcomeStatus::refused,
                                           OutcomeStatus::wrong_output, OutcomeStatus::wrong_output}));
    EXPECT_EQ(fates.messages, std::vector<std::string>(3, "usage-kinds-in-file"));
    EXPECT_TRUE(fates.written.empty());
    EXPECT_EQ(entries(folder.path()), 0U);
}

TEST(Output, no_input_of_a_file_is_done_if_the_file_does_not_get_its_name) {
    const test::Folder folder;
    Fates fates;
    const std::filesystem::path file = folder.path() / "out.ndjson";
    const auto output = open_output({.path = file.string()}, true, fates.note());
    (*output)->add(outcome({document("a", "1\n")}));
    (*output)->add(outcome({document("b", "2\n")}));
    std::ofstream(file) << "other";
    EXPECT_TRUE((*output)->finish()) << "it is said of the inputs";
    EXPECT_EQ(fates.verdicts, (std::vector{OutcomeStatus::unwritten, OutcomeStatus::unwritten}));
    EXPECT_EQ(fates.messages, std::vector<std::string>(2, "file-exists"));
    EXPECT_TRUE(fates.written.empty());
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
            it.report.add(diag::Message::output_skipped, {});
        }
        (*output)->add(std::move(it));
    }
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(total, inputs * diag::Report::default_limit);
    EXPECT_LE(kept, 200'000U + inputs * 10);
}

TEST(Output, documents_of_a_refused_input_are_removed_from_the_file) {
    const test::Folder folder;
    Fates fates;
    const std::filesystem::path file = folder.path() / "out.ndjson";
    const auto output = open_output({.path = file.string(), .join = true}, true, fates.note());
    (*output)->add(outcome({document("a", "1\n")}));
    (*output)->add(outcome({document("b", "2\n")}, false));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    (*output)->add(outcome({document("c", "3\n")}));
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(content(file), "1\n3\n");
    EXPECT_EQ(fates.verdicts,
              (std::vector{OutcomeStatus::done, OutcomeStatus::refused, OutcomeStatus::done}));
}

TEST(Output, a_single_refused_input_leaves_no_file) {
    const test::Folder folder;
    Fates fates;
    const auto output = open_output({.path = (folder.path() / "out.ndjson").string()}, false, fates.note());
    (*output)->add(outcome({document("b", "2\n")}, false));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(entries(folder.path()), 0U);
}

TEST(Output, standard_output_gets_the_parts_of_an_input_when_all_of_it_is_sound) {
    Fates fates;
    testing::internal::CaptureStdout();
    const auto output = open_output({}, true, fates.note());
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
        Fates fates;
        testing::internal::CaptureStdout();
        const auto output = open_output({.path = path, .join = true}, true, fates.note());
        (*output)->add(outcome({document("a", "1\n")}));
        (*output)->add(outcome({document("b", "2\n")}, false));
        (*output)->add(outcome({xml}, false));
        (*output)->add(outcome({document("c", "3\n")}, true, OutcomeStatus::refused));
        (*output)->add(outcome({document("d", "4\n")}));
        EXPECT_TRUE((*output)->finish());
        const std::string printed = testing::internal::GetCapturedStdout();
        EXPECT_EQ(path == "-" ? printed : content(file), "1\n4\n");
        EXPECT_EQ(fates.verdicts,
                  (std::vector{OutcomeStatus::done, OutcomeStatus::refused, OutcomeStatus::done}));
        EXPECT_TRUE(fates.messages.empty()) << "nothing is said of it";
    }
}

TEST(Output, an_error_of_documents_that_are_not_refused_stays) {
    const OutputDocument xml{.name = "x", .bytes = "<x/>", .kind = "fhir-xml"};
    Fates fates;
    testing::internal::CaptureStdout();
    const auto output = open_output({}, true, fates.note());
    (*output)->add(outcome({document("a", "1\n")}));
    (*output)->add(outcome({xml}));
    (*output)->add(outcome({xml}, true, OutcomeStatus::refused));
    (*output)->add(outcome({document("b", "2\n")}));
    EXPECT_TRUE((*output)->finish());
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "1\n");
    EXPECT_EQ(fates.verdicts, (std::vector{OutcomeStatus::done, OutcomeStatus::wrong_output,
                                           OutcomeStatus::refused, OutcomeStatus::wrong_output}));
}

TEST(Output, parts_can_wait_where_no_file_is_without_a_name) {
    const test::Folder folder;
    ASSERT_EQ(::setenv("TMPDIR", folder.path().c_str(), 1), 0);
    for (const int error : {EOPNOTSUPP, EISDIR, ENOENT}) {
        Fates fates;
        testing::internal::CaptureStdout();
        const bool is_tried = test::without_call(
            {.number = SYS_openat, .error = error, .argument = 2, .flags = O_TMPFILE}, [&] {
                const auto output = open_output({}, false, fates.note());
                (*output)->add(outcome({document("a", "1\n")}, false));
                (*output)->add(outcome({document("b", "2\n")}));
                EXPECT_TRUE((*output)->finish());
            });
        const std::string printed = testing::internal::GetCapturedStdout();
        if (is_tried) {
            EXPECT_EQ(printed, "1\n2\n");
            EXPECT_EQ(fates.verdicts, std::vector{OutcomeStatus::done});
        }
        EXPECT_EQ(entries(folder.path()), 0U);
    }
    ::unsetenv("TMPDIR");
}

TEST(Output, documents_share_a_file_by_their_written_kind) {
    const test::Folder folder;
    Fates fates;
    const auto output =
        open_output({.path = (folder.path() / "out.ndjson").string(), .join = true}, true, fates.note());
    (*output)->add(outcome({{.name = "x", .bytes = "<x/>", .kind = "fhir-xml"}}, false));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    (*output)->add(outcome({document("a", "1\n")}));
    (*output)->add(outcome({document("b", "2\n")}));
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(content(folder.path() / "out.ndjson"), "1\n2\n");
}

TEST(Output, a_directory_gets_whole_files_and_nothing_of_refused_inputs) {
    const test::Folder folder;
    const std::filesystem::path out = folder.path() / "out";
    Fates fates;
    const auto output = open_output({.path = out.string() + "/"}, true, fates.note());
    (*output)->add(outcome({document("a-1", "1\n")}, false));
    (*output)->add(outcome({document("a-2", "2\n")}));
    (*output)->add(outcome({document("b-1", "3\n")}, false));
    (*output)->add(outcome({}, true, OutcomeStatus::refused));
    ASSERT_TRUE((*output)->finish());
    EXPECT_EQ(fates.verdicts, (std::vector{OutcomeStatus::done, OutcomeStatus::refused}));
    EXPECT_EQ(fates.written, (std::vector<std::string>{"a-1", "a-2"}));
    EXPECT_EQ(content(out / "a-2"), "2\n");
    EXPECT_FALSE(std::filesystem::exists(out / "b-1"));
}

TEST(Output, the_names_of_a_refused_input_are_free_for_others) {
    const test::Folder folder;
    ASSERT_EQ(::mkfifo((folder.path() / "fifo").c_str(), 0600), 0);
    const base::FileDescriptor reader(::open((folder.path() / "fifo").c_str(), O_RDWR | O_CLOEXEC));
    std::ofstream(folder.path() / "skipped") << "old";
    for (const OutputSettings& settings :
         {OutputSettings{.overwrite = true}, OutputSettings{.skip_existing = true}, OutputSettings{}}) {
        for (const std::string name : {"new", "skipped", "fifo"}) {
            Fates fates;
            OutputSettings here = settings;
            here.path = folder.path().string();
            const auto output = open_output(here, true, fates.note());
            (*output)->add(outcome({document(name, "1\n")}, false));
            (*output)->add(outcome({}, true, OutcomeStatus::refused));
            (*output)->add(outcome({document(name, "2\n")}));
            ASSERT_TRUE((*output)->finish());
            EXPECT_EQ(fates.verdicts.at(0), OutcomeStatus::refused);
            EXPECT_EQ(std::ranges::count(fates.messages, "name-used-twice"), 0) << name;
        }
    }
    EXPECT_EQ(content(folder.path() / "new"), "2\n");
}

TEST(Output, of_many_documents_is_done_only_when_their_files_exist) {
    const test::Folder folder;
    std::size_t said = 0;
    const Output::Done check = [&](const Outcome& it, const std::vector<std::string>& files) {
        EXPECT_EQ(it.verdict, OutcomeStatus::done);
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

TEST(Output, a_file_that_exists_is_refused_replaced_or_left_as_asked) {
    const test::Folder folder;
    const auto run_with = [&](OutputSettings settings) {
        std::ofstream(folder.path() / "a") << "old";
        settings.path = folder.path().string();
        Fates fates;
        const auto output = open_output(settings, true, fates.note());
        (*output)->add(outcome({document("a", "new")}));
        EXPECT_TRUE((*output)->finish());
        fates.messages.push_back(content(folder.path() / "a"));
        return fates;
    };
    EXPECT_EQ(run_with({}).messages, (std::vector<std::string>{"file-exists", "old"}));
    EXPECT_EQ(run_with({.skip_existing = true}).messages,
              (std::vector<std::string>{"output-skipped", "old"}));
    EXPECT_EQ(run_with({.overwrite = true}).messages, std::vector<std::string>{"new"});
    EXPECT_FALSE(open_output({.path = "x", .overwrite = true, .skip_existing = true}, true, Fates().note()));
}

TEST(Output, one_file_holds_only_what_can_be_read_again) {
    const test::Folder folder;
    const auto text_of = [&](OutputSettings settings, const std::vector<OutputDocument>& documents) {
        Fates fates;
        settings.path = (folder.path() / settings.path).string();
        {
            const auto output = open_output(settings, false, fates.note());
            (*output)->add(outcome(documents));
            EXPECT_TRUE((*output)->finish());
        }
        const std::size_t files = entries(folder.path());
        for (const auto& each : std::filesystem::directory_iterator(folder.path())) {
            std::filesystem::remove(each.path());
        }
        EXPECT_EQ(fates.verdicts.at(0) == OutcomeStatus::done ? 1U : 0U, files);
        return fates.messages.empty() ? std::string("written") : fates.messages.front();
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
