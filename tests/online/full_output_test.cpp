// Every command whose results cannot be written says so and fails, whichever it is.
#include "gateway/core/base/file_descriptor.h"

#include "tests/online/command.h"
#include <fcntl.h>
#include <unistd.h>

#include <csignal>

namespace renkei::online::full_output_test {
namespace {

// An output on a disk that has no room.
base::FileDescriptor full() { return base::FileDescriptor(::open("/dev/full", O_WRONLY | O_CLOEXEC)); }

// An output to a reader that has closed the pipe.
base::FileDescriptor abandoned() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    ::close(ends[0]);
    return base::FileDescriptor(ends[1]);
}

class Redirected {
public:
    explicit Redirected(const base::FileDescriptor& target) : before_(::dup(STDOUT_FILENO)) {
        EXPECT_TRUE(target.ok());
        ::dup2(target.number(), STDOUT_FILENO);
    }
    Redirected(const Redirected&) = delete;
    Redirected& operator=(const Redirected&) = delete;
    ~Redirected() {
        ::dup2(before_, STDOUT_FILENO);
        ::close(before_);
    }

private:
    int before_;
};

CommandResult said_into(const base::FileDescriptor& target, const std::string& language,
                        const std::vector<std::string>& words) {
    std::vector<const char*> arguments{"renkei", "--lang", language.c_str()};
    for (const std::string& word : words) {
        arguments.push_back(word.c_str());
    }
    testing::internal::CaptureStderr();
    const Redirected there(target);
    const int code = cli::run(arguments, commands());
    return {.code = code, .error = testing::internal::GetCapturedStderr()};
}

TEST(FullOutput, fails_every_command_that_prints) {
    const Pilot pilot;
    const std::string config = pilot.file("renkei.yaml");
    const std::string form = pilot.beside("form.csv");
    for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"},
                                                  {"--version"},
                                                  {"--man"},
                                                  {"forms"},
                                                  {"peer", "list", "--config", config},
                                                  {"audit", "verify", "--config", config},
                                                  {"audit", "list", "--config", config},
                                                  {"key", "list", "--config", config},
                                                  {"serve", "--check", "--config", config},
                                                  {"key", "create", pilot.beside("new.key")}}) {
        const CommandResult result = said_into(full(), "en", words);
        EXPECT_EQ(result.code, 4) << words.front() << result;
        EXPECT_TRUE(result.prints("error[output-failed]: cannot write: stdout: No space left on device"))
            << words.front() << result;
    }
    expect(said_into(full(), "ja", {"forms"}),
           {.prints = {"エラー[output-failed]: 書き出せません: stdout: "}}); // in the reader's language
}

TEST(FullOutput, into_a_closed_pipe_prints_no_error) {
    auto* const before = std::signal(SIGPIPE, SIG_IGN); // else it ends the program
    const CommandResult result = said_into(abandoned(), "en", {"forms"});
    std::signal(SIGPIPE, before);
    EXPECT_EQ(result.code, 4);
    EXPECT_EQ(result.error, "");
}

TEST(FullOutput, does_not_affect_the_next_command) {
    expect(said_into(full(), "en", {"--version"}), {.code = 4});
    expect(run_renkei("--version"), {.code = 0});
}

} // namespace
} // namespace renkei::online::full_output_test
