#include "gateway/core/text/percent.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace renkei::text::percent_test {
namespace {

TEST(Percent, is_decoded) {
    EXPECT_EQ(percent_decoded("a%20b%E6%97%a5+"), "a b日+");
    EXPECT_EQ(percent_decoded(""), "");
    for (const std::string_view text : {"%", "%2", "%2g", "%g2", "a%", "%%20"}) {
        EXPECT_FALSE(percent_decoded(text)) << text;
    }
}

TEST(Percent, is_encoded_in_capitals) {
    EXPECT_EQ(percent_encoded("a-b_c.d~e/日"), "a-b_c.d~e%2F%E6%97%A5");
    EXPECT_EQ(percent_encoded("a/b:c", "/"), "a/b%3Ac");
}

RC_GTEST_PROP(Percent, of_any_bytes_is_decoded_again, (const std::string& bytes)) {
    RC_ASSERT(percent_decoded(percent_encoded(bytes)) == bytes);
}

} // namespace
} // namespace renkei::text::percent_test
