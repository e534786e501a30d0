// Patterns of forms as JSON Schema has them.
#include "gateway/forms/publish/form_schema.h"

#include <gtest/gtest.h>

namespace renkei::publish::ecma_pattern_test {
namespace {

TEST(EcmaPattern, is_about_the_whole_text) {
    EXPECT_EQ(ecma_pattern("[0-9]{10}|H[0-9]{9}"), "^(?:[0-9]{10}|H[0-9]{9})$");
}

TEST(EcmaPattern, says_white_space_and_digits_as_re2_means_them) {
    EXPECT_EQ(ecma_pattern(R"([^\s　]+ \d\s)"), R"(^(?:[^\t\n\f\r 　]+ [0-9][\t\n\f\r ])$)");
}

TEST(EcmaPattern, escapes_what_a_unicode_pattern_lets_escape) {
    EXPECT_EQ(ecma_pattern(R"([0-9+()\- ]{1,15})"), R"(^(?:[0-9+()\- ]{1,15})$)");
    EXPECT_EQ(ecma_pattern(R"(a\-b\.c\:)"), R"(^(?:a-b\.c:)$)");
}

TEST(EcmaPattern, is_none_for_what_only_re2_has) {
    for (const char* const pattern : {"(?i)a", "(?P<x>a)", R"(\pL)", R"(\Qa\E)", "[[:alpha:]]", R"(a\)"}) {
        EXPECT_EQ(ecma_pattern(pattern), std::nullopt) << pattern;
    }
}

} // namespace
} // namespace renkei::publish::ecma_pattern_test
