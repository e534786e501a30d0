#include "suite.h"
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

namespace renkei::suite_test {
namespace {

// Name of a run → why it disagrees. One line each: "name: reason".
std::map<std::string, std::string> known_gaps() {
    std::map<std::string, std::string> out;
    std::ifstream in(RENKEI_SOURCE "/tests/validator_suite/known_gaps.txt");
    for (std::string line; std::getline(in, line);) {
        const std::size_t colon = line.find(": ");
        if (!line.empty() && line[0] != '#' && colon != std::string::npos) {
            out[line.substr(0, colon)] = line.substr(colon + 2);
        }
    }
    return out;
}

TEST(The_official_validator_cases, agree_but_for_those_named) {
    if (!std::filesystem::exists(suite_folder())) {
        GTEST_SKIP() << "the official cases are not beside the project";
    }
    const auto gaps = known_gaps();
    const char* only = std::getenv("RENKEI_SUITE_ONLY");
    std::ofstream table(RENKEI_BINARY "/validator_suite.tsv");
    std::size_t runs = 0;
    std::size_t agreed = 0;
    std::size_t same_count = 0;
    std::size_t same_places = 0;
    std::set<std::string> names;
    for (const SuiteRun& run : suite_runs()) {
        if (only != nullptr && run.name.find(only) == std::string::npos) {
            continue;
        }
        const SuiteResult said = validate_run(run);
        const bool agrees = said.is_valid == run.is_valid;
        ++runs;
        names.insert(run.name);
        agreed += agrees ? 1U : 0U;
        same_count += said.errors == run.errors ? 1U : 0U;
        same_places += said.places == run.places ? 1U : 0U;
        table << (agrees ? "agrees" : "DIFFERS") << '\t' << run.name << '\t' << run.file << '\t' << run.errors
              << '\t' << said.errors << '\n';
        if (only != nullptr) {
            std::cout << run.name << ": expected " << run.errors << " error(s), found " << said.errors << '\n'
                      << said.text;
            continue;
        }
        EXPECT_EQ(!agrees, gaps.contains(run.name)) << run.name << " (" << run.file << "): the suite says "
                                                    << (run.is_valid ? "valid" : "invalid") << "\n"
                                                    << said.text.substr(0, 2000);
    }
    for (const auto& [name, reason] : gaps) {
        EXPECT_TRUE(only != nullptr || names.contains(name))
            << name << " is listed, but there is no such run";
    }
    std::cout << "verdicts agree in " << agreed << " of " << runs << " runs; as many errors in " << same_count
              << ", at the same places in " << same_places << '\n';
}

} // namespace
} // namespace renkei::suite_test
