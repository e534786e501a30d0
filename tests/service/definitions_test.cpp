// Documents are judged by definitions that are made from the mappings in use.
#include "gateway/forms/service/definitions.h"

#include "tests/support/temporary_folder.h"
#include <gtest/gtest.h>

#include <cstdlib>

namespace renkei::service::definitions_test {
namespace {

constexpr std::string_view own_profile =
    "https://renkei.example.jp/fhir/StructureDefinition/kaigo-day-check-bundle";
const fs::path example = RENKEI_SOURCE "/mappings/example";

class DefinitionsOfMappings : public testing::Test {
protected:
    void SetUp() override {
        ::setenv("XDG_CACHE_HOME", cache.path().c_str(), 1);
        ::setenv("RENKEI_DATA", RENKEI_BINARY "/share", 1);
    }
    void TearDown() override {
        ::unsetenv("XDG_CACHE_HOME");
        ::unsetenv("RENKEI_DATA");
    }

    static bool know_form_of(const fs::path& mappings) {
        diag::Report report;
        const auto opened = open_definitions({}, mappings, report);
        EXPECT_TRUE(opened);
        return opened && opened->library().find("StructureDefinition", own_profile) != nullptr;
    }

    test::TemporaryFolder cache;
};

TEST_F(DefinitionsOfMappings, AreMadeFromTheFolderAndKept) {
    EXPECT_FALSE(know_form_of({}));
    EXPECT_TRUE(know_form_of(example));
    const std::vector<std::string> kept = cache.names("renkei");
    ASSERT_EQ(kept.size(), 1U);
    // The link shows whether the file was written again, even within one tick of the clock.
    const fs::path file = cache / "renkei" / kept.front();
    fs::create_hard_link(file, cache / "same");
    const auto written = fs::last_write_time(file);
    EXPECT_TRUE(know_form_of(example));
    EXPECT_EQ(cache.names("renkei"), kept);
    EXPECT_TRUE(fs::equivalent(file, cache / "same"));
    EXPECT_EQ(fs::last_write_time(file), written);
}

TEST_F(DefinitionsOfMappings, AreMadeAgainWhereTheKeptFileIsDamaged) {
    EXPECT_TRUE(know_form_of(example));
    test::put(cache / "renkei" / cache.names("renkei").front(), "damaged");
    EXPECT_TRUE(know_form_of(example));
}

TEST_F(DefinitionsOfMappings, AreTheInstalledOnesForTheInstalledMappings) {
    EXPECT_FALSE(know_form_of(RENKEI_SOURCE "/mappings"));
    EXPECT_FALSE(fs::exists(cache / "renkei"));
}

TEST_F(DefinitionsOfMappings, NeedAFolderWithForms) {
    diag::Report report;
    EXPECT_FALSE(open_definitions({}, cache / "nothing", report));
}

TEST_F(DefinitionsOfMappings, SayEachErrorOnce) {
    fs::create_directories(cache / "copy");
    fs::copy(RENKEI_SOURCE "/mappings", cache / "copy/mappings", fs::copy_options::recursive);
    fs::copy(RENKEI_SOURCE "/profiles", cache / "copy/profiles", fs::copy_options::recursive);
    test::put(cache / "copy/mappings/admission/items.yaml", "wrong: key\n");
    diag::Report report;
    const auto opened = open_definitions({}, cache / "copy/mappings", report);
    ASSERT_FALSE(opened);
    const std::string first = diag::to_text(opened.error(), diag::Language::english);
    for (const diag::Finding& each : report.findings()) {
        EXPECT_NE(diag::to_text(each, diag::Language::english), first);
    }
}

} // namespace
} // namespace renkei::service::definitions_test
