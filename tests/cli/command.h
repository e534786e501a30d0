// Runs the program with arguments and returns its output and exit code.
#pragma once

#include "gateway/app/cli/program.h"

#include "tests/support/folder.h"
#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>
#include <source_location>
#include <string>
#include <vector>

namespace renkei::cli {

class Folder : public test::Folder {
public:
    std::string file(const std::string& name) const { return (path() / name).string(); }
};

// The arguments of a command, as a list or as a line: "peer show clinic"; in '' where one is empty or has
// blanks.
struct Words {
    Words(std::initializer_list<std::string> words) : list(words) {}
    Words(std::vector<std::string> words) : list(std::move(words)) {}
    Words(const char* line) : Words(std::string(line)) {}
    Words(const std::string& line) {
        bool is_word = false;
        bool is_quoted = false;
        for (const char c : line) {
            const bool is_end = c == ' ' && !is_quoted;
            if (!is_end && !is_word) {
                list.emplace_back();
            }
            is_word = !is_end;
            is_quoted = is_quoted != (c == '\'');
            if (is_word && c != '\'') {
                list.back() += c;
            }
        }
    }
    std::vector<std::string> list{};
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
                                 const NetworkCommands& network) {
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
inline CommandResult run_renkei(const Words& words) { return run_program("en", words.list, {}); }

// What is to come of a command: its exit code, texts that it prints to either stream, or does not, its
// output.
struct Expected {
    std::optional<int> code{};
    std::vector<std::string> prints{};
    std::vector<std::string> omits{};
    std::optional<std::string> output{};
};
inline void expect(const CommandResult& result, const Expected& expected,
                   const std::source_location& at = std::source_location::current()) {
    const testing::ScopedTrace trace(at.file_name(), static_cast<int>(at.line()),
                                     testing::PrintToString(result));
    if (expected.code) {
        EXPECT_EQ(result.code, *expected.code);
    }
    if (expected.output) {
        EXPECT_EQ(result.output, *expected.output);
    }
    for (const std::string& text : expected.prints) {
        EXPECT_TRUE(result.prints(text)) << text;
    }
    for (const std::string& text : expected.omits) {
        EXPECT_FALSE(result.prints(text)) << text;
    }
}

} // namespace renkei::cli
