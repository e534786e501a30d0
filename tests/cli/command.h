// Runs the program with arguments and returns its output and exit code.
#pragma once

#include "gateway/app/cli/program.h"

#include "tests/support/folder.h"
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace renkei::cli {

class Folder : public test::Folder {
public:
    std::string file(const std::string& name) const { return (path() / name).string(); }
};

struct CommandResult {
    int code = 0;
    std::string output{};
    std::string error{};
    bool prints(const std::string& text) const { return (output + error).find(text) != std::string::npos; }
};
inline std::ostream& operator<<(std::ostream& out, const CommandResult& said) {
    return out << said.code << "\n" << said.output << said.error;
}

// `network`: the commands of renkei-network, if it is that program.
inline CommandResult run_program(const std::string& language, const std::vector<std::string>& words,
                                 std::span<const NetworkCommand> network) {
    std::vector<const char*> arguments{"renkei", "--lang", language.c_str()};
    for (const std::string& word : words) {
        arguments.push_back(word.c_str());
    }
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = run(arguments, network);
    return {.code = code,
            .output = testing::internal::GetCapturedStdout(),
            .error = testing::internal::GetCapturedStderr()};
}
inline CommandResult run_renkei(const std::vector<std::string>& words) {
    return run_program("en", words, {});
}

} // namespace renkei::cli
