// Runs the program with arguments and returns its output and exit code. And a pilot that it created.
#pragma once

#include "gateway/app/online/network_commands.h"
#include "gateway/core/base/clock.h"
#include "gateway/core/time/japan_day.h"

#include "tests/cli/command.h"

#include <string>
#include <vector>

namespace renkei::online {

using cli::CommandResult;
using cli::expect;
using cli::Folder;
using cli::Words;

inline CommandResult run_renkei_in(const std::string& language, const Words& words) {
    return cli::run_program(language, words.list, commands());
}
inline CommandResult run_renkei(const Words& words) { return run_renkei_in("en", words); }

// In Japan.
inline std::string days_ago(int days) {
    constexpr base::Millis day = 24 * 60 * 60 * 1000;
    return time::day_in_japan(base::SystemClock().now() - days * day).text();
}

class Pilot {
public:
    Pilot() {
        const CommandResult made = run_renkei({"init", file("")});
        EXPECT_EQ(made.code, 0) << made;
    }
    std::string file(const std::string& name) const { return folder_.file("pilot/" + name); }
    std::string beside(const std::string& name) const { return folder_.file(name); }
    // A command on it.
    CommandResult operator()(Words words, const std::string& language = "en") const {
        words.list.insert(words.list.end(), {"--config", file("renkei.yaml")});
        return run_renkei_in(language, words);
    }

private:
    Folder folder_;
};

} // namespace renkei::online
