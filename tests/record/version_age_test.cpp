#include "gateway/forms/record/recognise/recognise.h"
#include "gateway/forms/record/value/version.h"

#include "tests/record/known_forms.h"
#include <gtest/gtest.h>

namespace renkei::record::version_age_test {
namespace {

TEST(VersionAge, follows_the_list_of_the_form_before_the_numbers) {
    const form::Form& plan = test::known_form("careplan1");
    EXPECT_EQ(age_of_version(plan, "202407"), VersionAge::same);
    EXPECT_EQ(age_of_version(plan, "202504"), VersionAge::earlier_read) << "a greater number";
    EXPECT_EQ(age_of_version(plan, "202208"), VersionAge::earlier_refused);
    EXPECT_EQ(age_of_version(plan, "202612"), VersionAge::newer);
    EXPECT_EQ(age_of_version(plan, "202001"), VersionAge::older);
    EXPECT_EQ(age_of_version(plan, ""), VersionAge::unknown);
    EXPECT_EQ(age_of_version(test::known_form("admission"), "202504"), VersionAge::newer) << "has no list";
}

TEST(VersionAge, decides_which_form_reads_a_file) {
    const form::Form* const plan = &test::known_form("careplan1");
    EXPECT_EQ(form_of_version({&plan, 1}, "careplan1", "202504"), plan);
    EXPECT_EQ(form_of_version({&plan, 1}, "careplan1", "202612"), plan);
    EXPECT_EQ(form_of_version({&plan, 1}, "careplan1", "202208"), nullptr);
    EXPECT_EQ(form_of_version({&plan, 1}, "careplan1", "202001"), nullptr);
}

} // namespace
} // namespace renkei::record::version_age_test
