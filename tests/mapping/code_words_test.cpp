// words.tsv: words for codes of R4, and how a text for people says the same.
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/mapping/plan/code_words.h"

#include <gtest/gtest.h>

namespace renkei::mapping::code_words_test {
namespace {

TEST(CodeWords, are_sorted_and_found_by_kind_and_code) {
    const auto all = code_words();
    ASSERT_GT(all.size(), 30U);
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(code_words_of(all[i].kind, all[i].code), &all[i]) << all[i].kind << " " << all[i].code;
        EXPECT_TRUE(i == 0 || all[i - 1].kind <= all[i].kind) << all[i].kind << " " << all[i].code;
    }
    EXPECT_EQ(code_words_of("when", "no such code"), nullptr);
}

TEST(CodeWords, are_found_by_their_own_pattern) {
    for (const CodeWords& each : code_words()) {
        const std::string pattern(each.pattern);
        EXPECT_EQ(form::TextPattern::error_of(pattern), "") << each.code;
        if (!pattern.empty()) {
            EXPECT_TRUE(form::TextPattern(".*(" + pattern + ").*").matches(each.words)) << each.code;
        }
    }
}

} // namespace
} // namespace renkei::mapping::code_words_test
