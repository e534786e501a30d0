// The main() of every test program. Beside GoogleTest's options it takes --folder=NAME[,NAME…]: only the
// tests in tests/NAME/ are run, listed and shared out among shards, as far as --gtest_filter lets them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::test::program {
namespace {

constexpr int wrong_call = 3;
constexpr std::string_view folder_option = "--folder=";

using Names = std::set<std::string>;
using TestsByFolder = std::map<std::string, Names>;

// A process that a test starts may be this program with one test to run: it must not inherit the shard that
// its parent runs, or that test falls into another shard and nothing is run.
class LeaveShardsToThisProcess : public testing::Environment {
    void SetUp() override { // GoogleTest chose this process's tests before
        for (const char* const name : {"GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX"}) {
            ::unsetenv(name);
        }
    }
};

// GoogleTest prints its filter: as it was given, and not with every test of the other folders.
class PrintFilterAsGiven : public testing::EmptyTestEventListener {
public:
    explicit PrintFilterAsGiven(std::string filter) : filter_(std::move(filter)) {}

private:
    void OnTestProgramStart(const testing::UnitTest& /*program*/) override { // the tests are chosen
        GTEST_FLAG_SET(filter, filter_);
    }
    std::string filter_;
};

std::string joined(const Names& names, std::string_view separator) {
    std::string out;
    for (const std::string& name : names) {
        out.append(out.empty() ? "" : separator).append(name);
    }
    return out;
}

// "store" of "/src/tests/store/crash_test.cpp".
std::string folder_of(const std::filesystem::path& file) {
    for (std::filesystem::path at = file.parent_path(); at.has_filename(); at = at.parent_path()) {
        if (at.parent_path().filename() == "tests") {
            return at.filename().string();
        }
    }
    return {};
}

// Nothing: two tests have one name, which is said.
std::optional<TestsByFolder> tests_by_folder() {
    TestsByFolder out;
    std::map<std::string, std::string> files; // by test
    const testing::UnitTest& program = *testing::UnitTest::GetInstance();
    for (int s = 0; s < program.total_test_suite_count(); ++s) {
        const testing::TestSuite& suite = *program.GetTestSuite(s);
        for (int t = 0; t < suite.total_test_count(); ++t) {
            const testing::TestInfo& test = *suite.GetTestInfo(t);
            const std::string name = std::string(suite.name()) + "." + test.name();
            const auto [first, is_first] = files.emplace(name, test.file());
            if (!is_first) {
                std::cerr << "two tests are named " << name << ", in " << first->second << " and "
                          << test.file() << ": no filter can choose one of them; rename one\n";
                return std::nullopt;
            }
            out[folder_of(test.file())].insert(name);
        }
    }
    return out;
}

struct Arguments {
    bool is_help = false;
    std::optional<std::string> unknown{};
    std::optional<Names> folders{}; // none: all
};

// What GoogleTest left: also an option of its own that it does not know.
Arguments read(int argc, char** argv) {
    Arguments out;
    for (const std::string_view each : std::vector<std::string_view>(argv + 1, argv + argc)) {
        if (each.starts_with(folder_option)) {
            out.folders = out.folders.value_or(Names());
            std::istringstream names{std::string(each.substr(folder_option.size())) + ","};
            for (std::string name; std::getline(names, name, ',');) {
                out.folders->insert(name);
            }
        } else if (each == "--help" || each == "-h" || each == "-?" || each == "/?") {
            out.is_help = true;
        } else {
            out.unknown = each;
        }
    }
    return out;
}

// The filter with all tests of other folders behind its "-".
std::string filter_for(const Names& folders, const TestsByFolder& tests, std::string filter) {
    Names others;
    for (const auto& [folder, names] : tests) {
        if (!folders.contains(folder)) {
            others.insert(names.begin(), names.end());
        }
    }
    if (filter.empty() || others.empty()) { // an empty filter lets no test through
        return filter;
    }
    filter += filter.find('-') == std::string::npos ? "-" : ":";
    return filter + joined(others, ":");
}

// False: what is wrong was said.
bool choose_folders(const Names& folders, const TestsByFolder& tests) {
    Names known;
    for (const auto& [folder, names] : tests) {
        known.insert(folder);
    }
    for (const std::string& folder : folders) {
        if (!known.contains(folder)) {
            std::cerr << folder_option << folder << ": expected a folder of tests that are in this program ("
                      << joined(known, ", ") << "), found no test in tests/" << folder
                      << "/; name one of these, or run the program that has that folder\n";
            return false;
        }
    }
    const std::string given = GTEST_FLAG_GET(filter);
    GTEST_FLAG_SET(filter, filter_for(folders, tests, given));
    testing::UnitTest::GetInstance()->listeners().Append(new PrintFilterAsGiven(given));
    return true;
}

int run(int argc, char** argv) {
    testing::InitGoogleMock(&argc, argv);
    testing::AddGlobalTestEnvironment(new LeaveShardsToThisProcess);
    const Arguments arguments = read(argc, argv);
    if (arguments.unknown) {
        std::cerr << "expected " << folder_option << "NAME[,NAME…] or an option of GoogleTest, found "
                  << *arguments.unknown << "; --help lists those\n";
        return wrong_call;
    }
    if (arguments.is_help) {
        std::cout << "\n  " << folder_option << "NAME[,NAME…]\n      Run only the tests in tests/NAME/.\n";
        return RUN_ALL_TESTS(); // none
    }
    const std::optional<TestsByFolder> tests = tests_by_folder();
    if (!tests || (arguments.folders && !choose_folders(*arguments.folders, *tests))) {
        return wrong_call;
    }
    return RUN_ALL_TESTS();
}

} // namespace
} // namespace renkei::test::program

int main(int argc, char** argv) { return renkei::test::program::run(argc, argv); }
