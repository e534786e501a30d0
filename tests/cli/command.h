// Runs the program with arguments and returns its output and exit code. And a pilot that it created.
#pragma once

#include "gateway/app/cli/program.h"

#include "tests/kit/folder.h"
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

inline CommandResult run_renkei_in(const std::string& language, const std::vector<std::string>& words) {
    std::vector<const char*> arguments{"renkei", "--lang", language.c_str()};
    for (const std::string& word : words) {
        arguments.push_back(word.c_str());
    }
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = run(static_cast<int>(arguments.size()), arguments.data());
    return {.code = code,
            .output = testing::internal::GetCapturedStdout(),
            .error = testing::internal::GetCapturedStderr()};
}
inline CommandResult run_renkei(const std::vector<std::string>& words) { return run_renkei_in("en", words); }

class Pilot {
public:
    Pilot() {
        const CommandResult made = run_renkei({"init", file("")});
        EXPECT_EQ(made.code, 0) << made;
    }
    std::string file(const std::string& name) const { return folder_.file("pilot/" + name); }
    std::string beside(const std::string& name) const { return folder_.file(name); }
    // A command on it.
    CommandResult operator()(std::vector<std::string> words, const std::string& language = "en") const {
        words.insert(words.end(), {"--config", file("renkei.yaml")});
        return run_renkei_in(language, words);
    }

private:
    Folder folder_;
};

} // namespace renkei::cli
