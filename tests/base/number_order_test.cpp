#include "gateway/core/base/number.h"

#include <gtest/gtest.h>

namespace renkei::base::number_order_test {
namespace {

TEST(Numbers, are_ordered_by_their_value_whatever_their_size) {
    // each below the next
    constexpr std::string_view rising[] = {"-1e99999999999999999999",
                                           "-12345678901234567890123456789012",
                                           "-1e30",
                                           "-9999999999999999999999999999.9",
                                           "-1.5",
                                           "-0.0000000000000000000000000000000001",
                                           "0",
                                           "1e-99999999999999999999",
                                           "1E-400",
                                           "0.00000000000000000000000000000001",
                                           "0.1",
                                           "0.11",
                                           "1",
                                           "9.99",
                                           "10",
                                           "9999999999999999999999999999",
                                           "9999999999999999999999999999.9",
                                           "1e28",
                                           "10000000000000000000000000000.0000000001",
                                           "1e30",
                                           "12345678901234567890123456789012",
                                           "1e400",
                                           "1e99999999999999999999"};
    for (std::size_t left = 0; left < std::size(rising); ++left) {
        for (std::size_t right = 0; right < std::size(rising); ++right) {
            EXPECT_EQ(compare_numbers(rising[left], rising[right]), left <=> right)
                << rising[left] << " " << rising[right];
        }
    }
}

TEST(Numbers, are_equal_however_they_are_written) {
    constexpr std::string_view same[][2] = {{"1.50", "1.5"},
                                            {"1e3", "1000"},
                                            {"1E+3", "1000.00"},
                                            {"-0", "0.000"},
                                            {"0e5", "0"},
                                            {"12.5e-1", "1.25"},
                                            {"100000000000000000000000000000", "1e29"},
                                            {"0.001", "1e-3"}};
    for (const auto& [left, right] : same) {
        EXPECT_EQ(compare_numbers(left, right), std::strong_ordering::equal) << left << " " << right;
    }
}

} // namespace
} // namespace renkei::base::number_order_test
