// What we ship is applied as a whole: those who validate cannot mend it.
#include "gateway/fhir/validate/walk/loaded_definitions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::validate::shipped_definitions_test {
namespace {

TEST(Every_definition_that_we_ship, is_applied_as_a_whole) {
    diag::Report report;
    const auto loaded = LoadedDefinitions::open({.data = RENKEI_BINARY "/share"}, report);
    ASSERT_TRUE(loaded) << to_text(loaded.error(), diag::Language::english);
    const ValidationContext& context = loaded->context();
    std::vector<std::string> flawed;
    std::size_t all = 0;
    context.library().each("StructureDefinition",
                           [&](const packages::PackageImage& image, const packages::ResourceRow& row) {
                               const StructurePlan* plan = context.plan(image.text(row.url));
                               ++all;
                               if (plan == nullptr || !plan->defects.empty()) {
                                   flawed.emplace_back(image.text(row.url));
                               }
                           });
    EXPECT_THAT(flawed, testing::IsEmpty());
    EXPECT_GT(all, 1'300U);
}

} // namespace
} // namespace renkei::validate::shipped_definitions_test
