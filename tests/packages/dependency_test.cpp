// What packages say that they need.
#include "gateway/core/base/filesystem.h"
#include "gateway/fhir/packages/dependency.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace renkei::packages::dependency_test {
namespace {

struct RangeRow {
    std::string_view wanted;
    std::vector<std::string_view> good;
    std::vector<std::string_view> bad;
};

TEST(A_version, meets_what_is_asked_for) {
    const std::vector<RangeRow> rows{
        {"1.2.0", {"1.2.0"}, {"1.2.1", "1.2.0-ballot", "1.2"}},
        {"v1.2.0", {"1.2.0"}, {"1.2.1"}},
        {"=1.2.0", {"1.2.0", "1.2.0+build"}, {"1.2.1"}},
        {"1.2.x", {"1.2.0", "1.2.9", "1.2.10"}, {"1.3.0", "1.1.9", "1.3.0-ballot", "2.2.0"}},
        {"1.2.*", {"1.2.9"}, {"1.3.0"}},
        {"1.x", {"1.0.0", "1.9.9"}, {"2.0.0", "0.9.0", "2.0.0-ballot"}},
        {"1.2", {"1.2.0", "1.2.3"}, {"1.3.0"}},
        {"^1.2.3", {"1.2.3", "1.9.0"}, {"1.2.2", "2.0.0", "2.0.0-ballot"}},
        {"^0.2.3", {"0.2.3", "0.2.9"}, {"0.3.0", "0.2.2"}},
        {"~1.2.3", {"1.2.3", "1.2.9"}, {"1.3.0", "1.2.2"}},
        {"~1", {"1.9.0"}, {"2.0.0"}},
        {">=1.0.0 <2.0.0", {"1.0.0", "1.5.0"}, {"2.0.0", "0.9.0"}},
        {">= 1.0.0", {"1.0.0", "7.0.0"}, {"0.9.9"}},
        {">1.0.0", {"1.0.1"}, {"1.0.0"}},
        {"<=1.0.0", {"1.0.0", "0.1.0"}, {"1.0.1"}},
        {"1.0.0 - 2.0.0", {"1.0.0", "2.0.0", "1.4.0"}, {"2.0.1", "0.9.0"}},
        {"1.0 - 2.0", {"1.0.0", "2.0.7"}, {"2.1.0"}},
        {"1.0.0 || 3.x", {"1.0.0", "3.4.0"}, {"1.0.1", "2.0.0", "4.0.0"}},
        {"latest", {"1.0.0", "9.0.0"}, {}},
        {"current", {"1.0.0"}, {}},
        {"current$main", {"1.0.0"}, {}},
        {"dev", {"1.0.0"}, {}},
        {"*", {"1.0.0"}, {}},
        {"", {"1.0.0"}, {}},
        {"1.0.0-ballot", {"1.0.0-ballot"}, {"1.0.0"}}};
    for (const RangeRow& row : rows) {
        for (const std::string_view version : row.good) {
            EXPECT_TRUE(meets(version, row.wanted)) << version << " for " << row.wanted;
        }
        for (const std::string_view version : row.bad) {
            EXPECT_FALSE(meets(version, row.wanted)) << version << " for " << row.wanted;
        }
    }
}

TEST(A_dependency, may_have_an_alias_or_an_address) {
    const auto said = [](std::string_view name, std::string_view version) {
        const Dependency found = dependency_of(name, version);
        return found.name + " " + found.version + (found.is_elsewhere ? " elsewhere" : "");
    };
    EXPECT_EQ(said("hl7.fhir.us.core", "3.1.1"), "hl7.fhir.us.core 3.1.1");
    EXPECT_EQ(said("HL7.FHIR.US.Core", " 3.1.1 "), "hl7.fhir.us.core 3.1.1");
    EXPECT_EQ(said("us3@npm:hl7.fhir.us.core", "3.1.1"), "hl7.fhir.us.core 3.1.1");
    EXPECT_EQ(said("us3", "npm:hl7.fhir.us.core@3.1.1"), "hl7.fhir.us.core 3.1.1");
    EXPECT_EQ(said("us3", "npm:@scope/us@^3"), "@scope/us ^3");
    EXPECT_EQ(said("a.b", "https://x.jp/a.tgz"), "a.b https://x.jp/a.tgz elsewhere");
    EXPECT_EQ(said("a.b", "file:../a"), "a.b file:../a elsewhere");
}

TEST(A_folder_of_packages, has_them_under_the_names_of_npm_and_of_the_cache) {
    const fs::path folder = fs::temp_directory_path() / ("renkei-dependency-" + std::to_string(::getpid()));
    fs::create_directories(folder / "a.b#1.10.0");
    fs::create_directories(folder / "a.b#current");
    fs::create_directories(folder / "a.b.c#9.0.0");
    for (const char* file : {"a.b-1.9.0.tgz", "A.B-1.2.0.tar.gz", "a.b@1.3.0.tgz", "a.b.c-7.0.0.tgz",
                             "a.b-x-8.0.0.tgz", "a.b-1.9.0.tgz.renkei", "a.b.json", "scope-d-1.0.0.tgz"}) {
        std::ofstream(folder / file) << "x";
    }
    std::vector<std::string> versions;
    for (const PackageFile& file : packages_named(folder, "a.b")) {
        versions.push_back(file.version);
    }
    EXPECT_THAT(versions, testing::ElementsAre("current", "1.10.0", "1.9.0", "1.3.0", "1.2.0"));
    EXPECT_EQ(packages_named(folder, "@scope/d").size(), 1U);
    EXPECT_TRUE(packages_named(folder / "none", "a.b").empty());
    fs::remove_all(folder);
}

} // namespace
} // namespace renkei::packages::dependency_test
