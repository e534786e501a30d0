// Every command whose results cannot be written says so and fails, whichever it is.
#include "tests/cli/said.h"

#include "gateway/base/descriptor.h"

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace renkei::cli::full_output_test {
namespace {

// On a disk that has no room.
base::Descriptor full() { return base::Descriptor(::open("/dev/full", O_WRONLY | O_CLOEXEC)); }

// To somebody who has seen enough.
base::Descriptor abandoned() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    ::close(ends[0]);
    return base::Descriptor(ends[1]);
}

class Redirected {
public:
    explicit Redirected(const base::Descriptor& target) : before_(::dup(STDOUT_FILENO)) {
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

Said said_into(const base::Descriptor& target, const std::string& language, const std::vector<std::string>& words) {
    std::vector<const char*> arguments{"renkei", "--lang", language.c_str()};
    for (const std::string& word : words) {
        arguments.push_back(word.c_str());
    }
    testing::internal::CaptureStderr();
    const Redirected there(target);
    const int code = run(static_cast<int>(arguments.size()), arguments.data());
    return {.code = code, .error = testing::internal::GetCapturedStderr()};
}

TEST(FullOutput, fails_every_command_that_prints) {
    const Pilot pilot;
    const std::string config = pilot.file("renkei.yaml");
    const std::string form = pilot.beside("form.csv");
    for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"}, {"--version"}, {"--man"}, {"forms"}, {"peer", "list", "--config", config}, {"audit", "verify", "--config", config},
                                                  {"audit", "list", "--config", config}, {"key", "list", "--config", config}, {"serve", "--check", "--config", config}, {"key", "create", pilot.beside("new.key")}}) {
        const Said told = said_into(full(), "en", words);
        EXPECT_EQ(told.code, 4) << words.front() << told;
        EXPECT_TRUE(told.tells("error[output-failed]: cannot write: stdout: No space left on device")) << words.front() << told;
    }
    EXPECT_TRUE(said_into(full(), "ja", {"forms"}).tells("エラー[output-failed]: 書き出せません: stdout: ")) << "in the reader's language";
}

TEST(FullOutput, into_a_pipe_that_nobody_reads_any_more_needs_no_words) {
    auto* const before = std::signal(SIGPIPE, SIG_IGN); // else it ends the program
    const Said told = said_into(abandoned(), "en", {"forms"});
    std::signal(SIGPIPE, before);
    EXPECT_EQ(told.code, 4);
    EXPECT_EQ(told.error, "");
}

TEST(FullOutput, is_forgotten_by_the_next_command) {
    EXPECT_EQ(said_into(full(), "en", {"--version"}).code, 4);
    EXPECT_EQ(said({"--version"}).code, 0);
}

} // namespace
} // namespace renkei::cli::full_output_test
