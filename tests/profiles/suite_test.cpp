// The validator suite's own profiles, whatever they are: a snapshot or a reason why not.
#include "tests/profiles/kit.h"
#include <gtest/gtest.h>

#include <fstream>

namespace renkei::profiles::test::suite_test {
namespace {

bool is_definition(const Json& json) {
    return json.is_object() && json.value("resourceType", "") == "StructureDefinition";
}

std::vector<Json> definitions_of_suite(const fs::path& folder) {
    std::vector<Json> out;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".json") {
            continue;
        }
        std::ifstream in(entry.path());
        const Json json = Json::parse(in, nullptr, false); // some are broken on purpose
        if (!json.is_discarded() && is_definition(json)) {
            out.push_back(without_snapshot(json));
        }
    }
    return out;
}

TEST(ValidatorSuite, every_definition_gives_a_snapshot_or_says_why_not) {
    const fs::path folder = RENKEI_SHARED "/conformance/fhir-validator/cases";
    if (!fs::exists(folder)) {
        GTEST_SKIP() << "needs shared/conformance";
    }
    const std::vector<Json> all = definitions_of_suite(folder);
    EXPECT_GT(all.size(), 20U);
    const Defined defined(all);
    for (const Json& definition : all) {
        const std::string url = definition.value("url", "");
        const Structure* made = defined.profiles().find(url);
        EXPECT_TRUE(made != nullptr || defined.profiles().problems(url).at_least(diag::Severity::error))
            << url;
    }
}

} // namespace
} // namespace renkei::profiles::test::suite_test
