#include "gateway/core/base/check_digit.h"

#include <gtest/gtest.h>

namespace renkei::base::check_digit_test {
namespace {

// Numbers printed in public sources and those of the samples (prefecture 99).
constexpr std::string_view right[] = {"990010", "9970100013", "9910100016", "435073",
                                      "131219", "062034",     "122192"};

TEST(CheckDigit, holds_for_printed_numbers) {
    for (const std::string_view number : right) {
        EXPECT_TRUE(has_valid_check_digit(number)) << number;
    }
}

TEST(CheckDigit, fails_for_every_other_last_digit) {
    for (const std::string_view number : right) {
        for (char digit = '0'; digit <= '9'; ++digit) {
            std::string other(number);
            other.back() = digit;
            EXPECT_EQ(has_valid_check_digit(other), other == number) << other;
        }
    }
}

TEST(CheckDigit, fails_for_every_single_wrong_digit) {
    std::string number = "9970100013";
    for (char& digit : number) {
        const char kept = digit;
        for (digit = '0'; digit <= '9'; ++digit) {
            EXPECT_EQ(has_valid_check_digit(number), digit == kept) << number;
        }
        digit = kept;
    }
}

TEST(CheckDigit, is_not_the_digit_of_the_municipality_code) { EXPECT_FALSE(has_valid_check_digit("122190")); }
TEST(CheckDigit, ignores_leading_zeros) { EXPECT_TRUE(has_valid_check_digit("00990010")); }
TEST(CheckDigit, is_not_checked_in_numbers_with_letters) { EXPECT_TRUE(has_valid_check_digit("H123456789")); }

} // namespace
} // namespace renkei::base::check_digit_test
