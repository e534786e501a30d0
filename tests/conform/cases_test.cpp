// Every case of the kit, done by our own program. RENKEI_RENEW_FIXTURES=1 writes what it made instead of
// comparing: look at the difference before you keep it.
#include "gateway/forms/service/convert.h"

#include "tests/conform/foreign.h"
#include "tests/conform/kit.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace renkei::cases_test {
namespace {

using service::ConformCase;
using service::ExpectedVerdict;

class Cases : public testing::TestWithParam<const ConformCase*> {};

// An expectation that is empty has no file.
void compare(const std::string& file, const std::string& made, const char* what) {
    if (file.empty()) {
        EXPECT_EQ(made, "") << "the manifest names no file for the " << what;
        return;
    }
    const std::filesystem::path path = test::kit().folder / file;
    if (std::getenv("RENKEI_RENEW_FIXTURES") != nullptr) {
        test::write(path, made);
        return;
    }
    const std::string expected = test::read(path);
    const auto [wanted, found] = std::ranges::mismatch(expected, made);
    const auto line = 1 + std::count(expected.begin(), wanted, '\n');
    EXPECT_TRUE(expected == made) << "the " << what << " is another from line " << line << " of " << file
                                  << " on; made: " << std::string(found, made.end()).substr(0, 300);
}

// A foreign bundle of the kit is what the edit makes of our own bundle.
TEST(Foreign, bundles_are_edits_of_expected_ones) {
    for (const ConformCase& about : test::kit().cases) {
        for (const test::Foreign& foreign : test::foreigners()) {
            if (about.id.ends_with(foreign.name)) {
                const std::string form = about.id.substr(0, about.id.size() - foreign.name.size());
                const ConformCase& base = test::case_named(form + std::string(foreign.base));
                compare(about.input, test::edited(test::make(base).documents.front(), foreign.edit), "input");
            }
        }
    }
}

TEST_P(Cases, match_the_manifest) {
    const ConformCase& about = *GetParam();
    const test::Made made = test::make(about);
    EXPECT_TRUE(made.verdict == about.verdict) << "found:\n" << made.loss;
    compare(about.record, made.record, "record");
    compare(about.loss, made.loss, "loss");
    if (!about.bundle.empty()) {
        compare(about.bundle, made.bundle, "bundle");
    }
}

TEST_P(Cases, come_back_from_their_bundles_as_the_same_record) {
    const ConformCase& about = *GetParam();
    const test::Made made = test::make(about);
    if (about.direction != service::CaseDirection::forward) {
        return;
    }
    service::Workspace workspace(test::catalogue());
    std::string text;
    diag::Report said;
    const service::Input bundles{about.id, test::result_bytes(made)};
    ASSERT_TRUE(service::read_records(workspace, bundles, about, service::InputKind::bundle, text, said));
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
