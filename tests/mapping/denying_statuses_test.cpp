// The table of codes by which a resource denies itself.
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/mapping/denying_statuses.h"

#include <gtest/gtest.h>

namespace renkei::mapping::denying_statuses_test {
namespace {

TEST(DenyingStatuses, each_is_a_code_of_its_element_in_r4) {
    const auto r4 = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    ASSERT_TRUE(r4);
    EXPECT_FALSE(denying_statuses().empty());
    for (const DenyingStatus& status : denying_statuses()) {
        const definitions::Element* const element = r4->find_path(status.element);
        ASSERT_NE(element, nullptr) << status.element;
        EXPECT_TRUE(element->is_modifier) << status.element;
        EXPECT_EQ(r4->in_value_set(element->value_set, {}, status.code), definitions::Tristate::yes)
            << status.element << " " << status.code;
    }
}

TEST(DenyingStatuses, comments_and_empty_lines_are_passed_over) {
    const auto read = read_denying_statuses("# code\telement\n\nrefuted\tCondition.verificationStatus\n");
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(read[0].code, "refuted");
    EXPECT_EQ(read[0].element, "Condition.verificationStatus");
}

} // namespace
} // namespace renkei::mapping::denying_statuses_test
