// tools/package/renkei.yaml is the documentation of the settings: it names every key with the default that
// holds.
#include "gateway/core/base/file.h"
#include "gateway/network/server/settings/setting_keys.h"

#include "tests/server_settings/written.h"
#include <gtest/gtest.h>

#include <map>
#include <sstream>

namespace renkei::server::sample_test {
namespace {

constexpr const char* sample_file = RENKEI_SOURCE "/tools/package/renkei.yaml";

std::string trimmed(const std::string& text) {
    const std::size_t begin = text.find_first_not_of(' ');
    return begin == std::string::npos ? "" : text.substr(begin);
}

// "limits.workers" → "0", of the lines "  #workers: 0".
std::map<std::string, std::string> commented_defaults(const std::string& text) {
    std::map<std::string, std::string> out;
    std::istringstream lines(text);
    std::string group;
    for (std::string line; std::getline(lines, line);) {
        const std::string words = trimmed(line);
        const std::size_t colon = words.find(':');
        if (!line.empty() && line[0] != ' ' && line[0] != '#') {
            group = line.substr(0, colon) + ".";
        }
        const bool is_default =
            words.size() > 1 && words[0] == '#' && words[1] != ' ' && colon != std::string::npos;
        if (is_default) {
            const bool is_top = line[0] == '#';
            const std::string name = (is_top ? "" : group) + words.substr(1, colon - 1);
            EXPECT_TRUE(out.emplace(name, trimmed(words.substr(colon + 1))).second)
                << name << " stands twice";
        }
    }
    return out;
}

TEST(Sample, names_every_key_with_its_default) {
    const auto text = base::read_file(sample_file);
    ASSERT_TRUE(text);
    std::map<std::string, std::string> sample = commented_defaults(*text);
    Settings defaults;
    for (const SettingKey& key : setting_keys()) {
        const auto at = sample.find(std::string(key.name));
        ASSERT_NE(at, sample.end()) << key.name << " is not in the sample";
        EXPECT_EQ(at->second, to_text(key.target(defaults))) << key.name;
        sample.erase(at);
    }
    EXPECT_TRUE(sample.empty()) << sample.begin()->first << " is no key";
}

TEST(Sample, is_read_without_a_finding) {
    diag::Report report;
    EXPECT_TRUE(read_settings(sample_file, report));
    EXPECT_TRUE(report.empty());
}

// With every "#" before a default removed it still says the same.
TEST(Sample, is_read_with_its_defaults_written_out) {
    std::istringstream lines(base::read_file(sample_file).value());
    std::string out;
    for (std::string line; std::getline(lines, line);) {
        const std::size_t mark = line.find('#');
        const bool is_default = mark != std::string::npos && line.find_first_not_of(' ') == mark &&
                                line.size() > mark + 1 && line[mark + 1] != ' ';
        const bool is_second_store =
            trimmed(line).starts_with("#file:") || trimmed(line).starts_with("#postgres:");
        out += (is_default && !is_second_store ? line.erase(mark, 1) : line) + "\n";
    }
    const Written written(out);
    diag::Report report;
    EXPECT_TRUE(read_settings(written.file(), report))
        << diag::to_text(report.findings()[0], diag::Language::english);
    EXPECT_TRUE(report.empty());
}

} // namespace
} // namespace renkei::server::sample_test
