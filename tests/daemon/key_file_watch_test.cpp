#include "gateway/app/daemon/store_watch.h"

#include "tests/support/folder.h"
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace renkei::daemon::key_file_watch_test {
namespace {

// How often the event is in a log of lines.
std::size_t lines_with(const std::string& text, const std::string& event) {
    std::size_t out = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        out += line.find("\"event\":\"" + event + "\"") == std::string::npos ? 0 : 1;
    }
    return out;
}

TEST(KeyFileWatch, logs_once_that_the_file_was_removed_and_once_that_it_was_restored) {
    const test::Folder folder;
    const std::filesystem::path file = folder.path() / "master.key";
    std::ofstream(file) << "key";
    std::ostringstream out;
    {
        runtime::Log log(std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
        KeyFileWatch watch(file, log);
        watch.check();
        EXPECT_FALSE(watch.is_missing());
        for (int time = 0; time < 2; ++time) {
            std::filesystem::rename(file, folder.path() / "elsewhere");
            watch.check();
            watch.check();
            EXPECT_TRUE(watch.is_missing());
            std::filesystem::rename(folder.path() / "elsewhere", file);
            watch.check();
            watch.check();
            EXPECT_FALSE(watch.is_missing());
        }
    }
    EXPECT_EQ(lines_with(out.str(), "key-file-missing"), 2U) << out.str();
    EXPECT_EQ(lines_with(out.str(), "key-file-back"), 2U) << out.str();
    EXPECT_NE(out.str().find(file.string()), std::string::npos);
}

} // namespace
} // namespace renkei::daemon::key_file_watch_test
