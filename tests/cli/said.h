// The program run with these words, what it said, and how it ended. And a pilot that it made.
#pragma once

#include "gateway/cli/program.h"
#include "tests/kit/folder.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace renkei::cli {

class Folder : public test::Folder {
public:
    std::string file(const std::string& name) const { return (path() / name).string(); }
};

struct Said {
    int code = 0;
    std::string output{};
    std::string error{};
    bool tells(const std::string& text) const { return (output + error).find(text) != std::string::npos; }
};
inline std::ostream& operator<<(std::ostream& out, const Said& said) { return out << said.code << "\n" << said.output << said.error; }

inline Said said_in(const std::string& language, const std::vector<std::string>& words) {
    std::vector<const char*> arguments{"renkei", "--lang", language.c_str()};
    for (const std::string& word : words) {
        arguments.push_back(word.c_str());
    }
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = run(static_cast<int>(arguments.size()), arguments.data());
    return {.code = code, .output = testing::internal::GetCapturedStdout(), .error = testing::internal::GetCapturedStderr()};
}
inline Said said(const std::vector<std::string>& words) { return said_in("en", words); }

class Pilot {
public:
    Pilot() {
        const Said made = said({"init", file("")});
        EXPECT_EQ(made.code, 0) << made;
    }
    std::string file(const std::string& name) const { return folder_.file("pilot/" + name); }
    std::string beside(const std::string& name) const { return folder_.file(name); }
    // A command on it.
    Said operator()(std::vector<std::string> words, const std::string& language = "en") const {
        words.insert(words.end(), {"--config", file("renkei.yaml")});
        return said_in(language, words);
    }

private:
    Folder folder_;
};

} // namespace renkei::cli
