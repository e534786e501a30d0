#include "gateway/forms/form/tables.h"

#include <gtest/gtest.h>

namespace renkei::form::nearest_test {
namespace {

std::string near(std::string_view wrong) {
    constexpr std::string_view known[] = {"birth_date", "entry_date", "household_other", "visits.staff.name"};
    return nearest(wrong, known);
}

TEST(Nearest, finds_a_key_with_one_wrong_character) {
    EXPECT_EQ(near("brith_date"), "birth_date");
    EXPECT_EQ(near("houshold_other"), "household_other");
    EXPECT_EQ(near("entry_dates"), "entry_date");
}

TEST(Nearest, finds_the_path_of_a_last_part) { EXPECT_EQ(near("staff.name"), "visits.staff.name"); }

TEST(Nearest, does_not_guess_wildly) {
    EXPECT_EQ(near("weight"), "");
    EXPECT_EQ(near(""), "");
    EXPECT_EQ(near(std::string(100'000, 'x')), "");
}

} // namespace
} // namespace renkei::form::nearest_test
