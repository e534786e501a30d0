#include "gateway/core/base/number.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace renkei::base::number_test {
namespace {

Number decimal(std::string_view text) { return Number::of(text).value(); }
bool less(std::string_view a, std::string_view b) { return decimal(a) < decimal(b); }

TEST(Number, compares_by_value_not_by_writing) {
    EXPECT_EQ(decimal("36.50"), decimal("36.5"));
    EXPECT_EQ(decimal("007"), decimal("7"));
    EXPECT_EQ(decimal("-0.0"), decimal("0"));
    EXPECT_EQ(decimal("1.5e3"), decimal("1500"));
    EXPECT_EQ(decimal("0.012E+2"), decimal("1.2"));
}

TEST(Number, orders_numbers_of_any_length) {
    EXPECT_TRUE(less("9", "10"));
    EXPECT_TRUE(less("-10", "-9"));
    EXPECT_TRUE(less("-1", "0"));
    EXPECT_TRUE(less("0", "0.001"));
    EXPECT_TRUE(less("0.09", "0.1"));
    EXPECT_TRUE(less("99999999999999999999999999999.1", "99999999999999999999999999999.2"));
    EXPECT_TRUE(less("1", "1e999999999"));
    EXPECT_TRUE(less("1e999999999", "1e99999999999"));
    EXPECT_FALSE(less("45.0", "45"));
}

TEST(Number, is_nothing_else_than_a_number) {
    for (const std::string_view text :
         {"", "-", ".5", "5.", "1,5", "1e", "e1", "1e1.5", "--1", "+1", "１", "1 ", "0x1"}) {
        EXPECT_FALSE(Number::of(text)) << text;
    }
}

TEST(Number, adds_exactly) {
    EXPECT_TRUE(adds_up(decimal("0.3"), std::vector{decimal("0.1"), decimal("0.2")}));
    EXPECT_TRUE(adds_up(decimal("100"), std::vector{decimal("5"), decimal("95.00")}));
    EXPECT_FALSE(adds_up(decimal("0.30000001"), std::vector{decimal("0.1"), decimal("0.2")}));
    EXPECT_TRUE(adds_up(decimal("0"), std::vector{decimal("-1"), decimal("1")}));
}

TEST(Number, too_long_a_number_adds_up_to_nothing) {
    EXPECT_FALSE(adds_up(decimal("1e999999999"), std::vector{decimal("1e999999999")}));
    EXPECT_FALSE(adds_up(decimal("1e-999999999"), std::vector{decimal("1")}));
}

RC_GTEST_PROP(Number, orders_like_whole_numbers, (std::int32_t a, std::int32_t b)) {
    RC_ASSERT(less(std::to_string(a), std::to_string(b)) == (a < b));
    RC_ASSERT((decimal(std::to_string(a)) == decimal(std::to_string(b))) == (a == b));
}

RC_GTEST_PROP(Number, adds_like_whole_numbers, (std::vector<std::int16_t> numbers)) {
    std::int64_t total = 0;
    std::vector<Number> parts;
    for (const std::int16_t number : numbers) {
        total += number;
        parts.push_back(decimal(std::to_string(number) + ".0"));
    }
    RC_ASSERT(adds_up(decimal(std::to_string(total)), parts));
    RC_ASSERT(!adds_up(decimal(std::to_string(total + 1)), parts));
}

} // namespace
} // namespace renkei::base::number_test
