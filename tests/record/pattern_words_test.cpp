// Who fills in a form reads no regular expressions: each pattern of an item has a format that says what is
// expected.
#include "tests/record/known_forms.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::pattern_words_test {
namespace {

TEST(PatternWords, are_there_for_every_pattern_of_our_forms) {
    unsigned patterns = 0;
    for (const form::Form* const each_form : test::known_forms()) {
        const form::Form& form = *each_form;
        for (const form::Item& item : form.items()) {
            const std::string_view pattern = form.text(item.pattern);
            const bool has_words = std::ranges::any_of(
                form.formats(), [&](const form::Format& each) { return form.text(each.pattern) == pattern; });
            patterns += pattern.empty() ? 0U : 1U;
            EXPECT_TRUE(pattern.empty() || has_words)
                << form.id() << " " << form.text(item.id) << ": " << pattern;
        }
    }
    EXPECT_GT(patterns, 0U);
}

} // namespace
} // namespace renkei::pattern_words_test
