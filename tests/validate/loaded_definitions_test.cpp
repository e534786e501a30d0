// Packages and files that are loaded beside what is shipped: what they need, and what two of them define.
#include "gateway/fhir/validate/walk/loaded_definitions.h"

#include "tests/validate/definitions.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace renkei::validate::test::loaded_definitions_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Folder {
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    // A package, laid out as in the cache.
    fs::path package(const std::string& file, std::string_view version, std::string_view dependencies = "",
                     std::string_view name = "") const {
        const fs::path inner = path / file / "package";
        fs::create_directories(inner);
        write(inner / "package.json",
              fmt::format("{{'name':'{}','version':'{}','fhirVersions':['4.0.1'],'dependencies':{{{}}}}}",
                          name.empty() ? std::string_view(file).substr(0, file.find('#')) : name, version,
                          dependencies));
        write(inner / "ValueSet-a.json",
              fmt::format("{{'resourceType':'ValueSet','id':'a','url':'http://x.jp/{}','status':'active'}}",
                          file));
        return path / file;
    }
    fs::path file(const std::string& name, std::string_view json) const {
        write(path / name, json);
        return path / name;
    }
    static void write(const fs::path& to, std::string_view json) {
        ASSERT_TRUE(base::write_file(to, with_double_quotes(json), base::Overwrite::yes));
    }
    fs::path path = fs::temp_directory_path() / ("renkei-loaded-" + std::to_string(::getpid()));
};

// The ids of what is said, with the last argument.
std::vector<std::string> said(DefinitionSettings settings) {
    diag::Report report;
    settings.data = RENKEI_BINARY "/share";
    const auto opened = LoadedDefinitions::open(settings, report);
    EXPECT_TRUE(opened) << to_text(opened.error(), diag::Language::english);
    std::vector<std::string> out;
    for (const diag::Finding& finding : report.findings()) {
        out.push_back(fmt::format("{} {}", diag::row(finding.message).id, finding.args.back()));
    }
    return out;
}

TEST(A_dependency, is_taken_in_the_newest_version_that_meets_it_and_the_version_is_said) {
    const Folder folder;
    const auto with = [&](std::string_view dependency) {
        return said({.packages = {folder.package("main#1.0.0", "1.0.0", dependency)}, .folder = folder.path});
    };
    folder.package("need#1.0.2", "1.0.2");
    folder.package("need#1.0.10", "1.0.10");
    folder.package("need#2.0.0", "2.0.0");
    EXPECT_THAT(with("'need':'1.0.2'"), IsEmpty());
    EXPECT_THAT(with("'need':'1.0.x'"), ElementsAre("package-dependency-version 1.0.10"));
    EXPECT_THAT(with("'need':'latest'"), ElementsAre("package-dependency-version 2.0.0"));
    EXPECT_THAT(with("'old@npm:need':'^1.0.0'"), ElementsAre("package-dependency-version 1.0.10"));
    EXPECT_THAT(with("'need':'3.0.0'"), ElementsAre("package-dependency-other 2.0.0, 1.0.10, 1.0.2"));
    EXPECT_THAT(with("'none':'3.0.0'"), ElementsAre("package-dependency-missing 3.0.0"));
    EXPECT_THAT(with("'none':'https://x.jp/none.tgz'"), ElementsAre("package-dependency-elsewhere "));
    EXPECT_THAT(with("'hl7.fhir.r4.core':'4.0.1','hl7.fhir.core':'4.0.1'"), IsEmpty());
    EXPECT_THAT(with("'hl7.fhir.r4.core':'4.0.0'"), ElementsAre("package-dependency-differs 4.0.1"));
}

std::string value_set(std::string_view version) {
    return fmt::format(
        "{{'resourceType':'ValueSet','id':'a','url':'http://x.jp/a','version':'{}','status':'active'}}",
        version);
}

TEST(Doubles, are_reported_and_the_newest_counts) {
    const Folder folder;
    const fs::path older = folder.file("old.json", value_set("1.9.0"));
    const fs::path newer = folder.file("new.json", value_set("1.10.0"));
    const fs::path other =
        folder.file("other.json", "{'resourceType':'ValueSet','id':'b','url':'http://x.jp/b'}");
    for (const std::vector<fs::path>& order : {std::vector{older, newer}, std::vector{newer, older}}) {
        diag::Report report;
        const auto opened = LoadedDefinitions::open({.with = order, .data = RENKEI_BINARY "/share"}, report);
        ASSERT_TRUE(opened);
        ASSERT_EQ(report.total(), 1U);
        EXPECT_EQ(diag::row(report.findings()[0].message).id, "package-doubles");
        EXPECT_EQ(opened->library().find("ValueSet", "http://x.jp/a")->version, "1.10.0");
        EXPECT_EQ(opened->library().find("ValueSet", "http://x.jp/a|1.9.0")->version, "1.9.0");
    }
    EXPECT_THAT(said({.with = {newer, other}}), IsEmpty());
}

TEST(A_dependency, is_found_however_its_name_is_written) {
    const Folder folder;
    EXPECT_THAT(said({.packages = {folder.package("MyOrg.Core#1.0.0", "1.0.0"),
                                   folder.package("main#1.0.0", "1.0.0", "'MyOrg.Core':'1.0.0'")},
                      .folder = folder.path}),
                IsEmpty());
}

// Its manifest has another name than its file, so it never seems to be here.
TEST(A_dependency, is_loaded_once_whatever_its_manifest_says) {
    const Folder folder;
    const auto main = folder.package("main#1.0.0", "1.0.0", "'evil':'1.0.0'");
    folder.package("evil#1.0.0", "1.0.0", "'evil':'>=0.0.1','a@npm:evil':'>=0.0.2','b@npm:evil':'>=0.0.3'",
                   "other");
    EXPECT_THAT(said({.packages = {main}, .folder = folder.path}), IsEmpty()) << "no doubles of itself";
}

} // namespace
} // namespace renkei::validate::test::loaded_definitions_test
