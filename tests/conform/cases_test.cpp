// Every case of the kit, done by our own program: is it what the manifest says?
#include "gateway/forms/service/convert.h"

#include "tests/conform/kit.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::cases_test {
namespace {

using conform::ConformCase;

class Cases : public testing::TestWithParam<const ConformCase*> {};

// An expectation that is empty has no file.
void compare(const std::string& file, const std::string& made, const char* what) {
    if (file.empty()) {
        EXPECT_EQ(made, "") << "the manifest names no file for the " << what;
        return;
    }
    EXPECT_NE(made, "") << "the manifest names a file for the " << what << ", and there is none";
    EXPECT_TRUE(test::read(test::kit().folder / file) == made)
        << file << " of the built kit is not what the case gives: build the target kit_files";
}

TEST_P(Cases, match_the_manifest) {
    const ConformCase& about = *GetParam();
    const conform::MadeCase& made = test::make(about);
    EXPECT_TRUE(made.verdict == about.verdict) << "found:\n" << made.loss;
    compare(about.record, made.record, "record");
    compare(about.loss, made.loss, "loss");
    if (!about.bundle.empty()) {
        compare(about.bundle, made.bundle, "bundle");
    }
}

TEST_P(Cases, come_back_from_their_bundles_as_the_same_record) {
    const ConformCase& about = *GetParam();
    const conform::MadeCase& made = test::make(about);
    if (about.direction != conform::CaseDirection::forward) {
        return;
    }
    service::Workspace workspace(test::catalogue());
    std::string text;
    diag::Report said;
    const service::Input bundles{about.id, conform::result_bytes(made)};
    ASSERT_TRUE(conform::read_records(workspace, bundles, about, service::InputKind::bundle, text, said));
    EXPECT_EQ(text, made.record);
    EXPECT_TRUE(std::ranges::none_of(said.findings(), service::is_loss))
        << diag::to_text(said.findings().front(), diag::Language::english);
}

std::vector<const ConformCase*> all_cases() {
    std::vector<const ConformCase*> out;
    for (const ConformCase& each : test::kit().cases) {
        out.push_back(&each);
    }
    return out;
}

std::string name_of(const testing::TestParamInfo<const ConformCase*>& shown) {
    std::string name = shown.param->id;
    std::ranges::replace(name, '-', '_');
    return name;
}
INSTANTIATE_TEST_SUITE_P(ConformKit, Cases, testing::ValuesIn(all_cases()), name_of);

} // namespace
} // namespace renkei::cases_test
