// Every command whose results cannot be written says so and fails, whichever it is.
#include "tests/cli/said.h"

#include <fcntl.h>
#include <unistd.h>

namespace renkei::cli {
namespace {

// Standard output on a disk that has no room.
class Full {
public:
    Full() : before_(::dup(STDOUT_FILENO)) {
        const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
        EXPECT_GE(full, 0);
        ::dup2(full, STDOUT_FILENO);
        ::close(full);
    }
    Full(const Full&) = delete;
    Full& operator=(const Full&) = delete;
    ~Full() {
        ::dup2(before_, STDOUT_FILENO);
        ::close(before_);
    }

private:
    int before_;
};

Said said_into_full(const std::string& language, const std::vector<std::string>& words) {
    std::vector<const char*> arguments{"renkei", "--lang", language.c_str()};
    for (const std::string& word : words) {
        arguments.push_back(word.c_str());
    }
    testing::internal::CaptureStderr();
    const Full disk;
    const int code = run(static_cast<int>(arguments.size()), arguments.data());
    return {.code = code, .error = testing::internal::GetCapturedStderr()};
}

TEST(FullOutput, fails_every_command_that_prints) {
    const Pilot pilot;
    const std::string config = pilot.file("renkei.yaml");
    const std::string form = pilot.beside("form.csv");
    for (const std::vector<std::string>& words : {std::vector<std::string>{"--help"}, {"--version"}, {"--man"}, {"forms"}, {"peer", "list", "--config", config}, {"audit", "verify", "--config", config},
                                                  {"audit", "list", "--config", config}, {"key", "list", "--config", config}, {"serve", "--check", "--config", config}, {"key", "create", pilot.beside("new.key")}}) {
        const Said told = said_into_full("en", words);
        EXPECT_EQ(told.code, 4) << words.front() << told;
        EXPECT_TRUE(told.tells("error[output-failed]: cannot write: stdout: No space left on device")) << words.front() << told;
    }
    EXPECT_TRUE(said_into_full("ja", {"forms"}).tells("エラー[output-failed]: 書き出せません: stdout: ")) << "in the reader's language";
}

TEST(FullOutput, is_forgotten_by_the_next_command) {
    EXPECT_EQ(said_into_full("en", {"--version"}).code, 4);
    EXPECT_EQ(said({"--version"}).code, 0);
}

} // namespace
} // namespace renkei::cli
