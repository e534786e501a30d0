#include "gateway/forms/form/text_pattern.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <re2/re2.h>

namespace renkei::form::text_pattern_test {
namespace {

constexpr std::string_view simple[] = {
    "[0-9]{10}",
    "[0-9]{10}|H[0-9]{9}",
    "[0-9]{3}-[0-9]{4}",
    "[0-9+\\-]{9,15}",
    "[01]{31}",
    "\\d{2}:\\d{2}",
    "a+",
    "[a-c]*",
    "x?",
    "^[0-9H][0-9]{9}$",
    "a|",
    "[0-9+()\\- ]{6,20}",
    "^/",
    "[a-c\\]-]{2}",
    "[0-9]{1,2}(\\.[0-9])?",
    "([01][0-9]|2[0-3])[0-5][0-9]|2400",
    "[0-9]{4}(0[1-9]|1[0-2])",
    "[0-9]{3}-?[0-9]{4}",
    "a*b",
    "(a|b)?(c|x)",
    "((a|b)c)?x|()",
    "[0-9]{2}([0-9]{2}([0-9]{4})?)?",
};
constexpr std::string_view general[] = {
    "a*b?c",
    "a{1,2}a",
    "(a|b)+",
    "(?:a|b)c",
    "(a?)a",
    "(a|b)?(a|b)?(a|b)?(a|b)?(a|b)?", // too many alternatives
    "[^0-9]",
    "あ",
    "a+?",
    ".",
    "\\w",
    "^a|b$",
    "a{2,}",
};

TEST(TextPattern, compares_usual_patterns_without_re2) {
    for (const std::string_view re2 : simple) {
        EXPECT_EQ(TextPattern(re2).is_simple(), re2 != "^/") << re2;
    }
    for (const std::string_view re2 : general) {
        EXPECT_FALSE(TextPattern(re2).is_simple()) << re2;
    }
}

TEST(TextPattern, wants_the_whole_text) {
    const TextPattern digits("[0-9]{3}");
    EXPECT_TRUE(digits.matches("123"));
    EXPECT_FALSE(digits.matches("12"));
    EXPECT_FALSE(digits.matches("1234"));
    EXPECT_FALSE(digits.matches("12a"));
    EXPECT_FALSE(digits.matches("１２３"));
}

TEST(TextPattern, of_an_insured_number_knows_the_H_numbers) {
    const TextPattern number("[0-9]{10}|H[0-9]{9}");
    EXPECT_TRUE(number.matches("0000123456"));
    EXPECT_TRUE(number.matches("H000123456"));
    EXPECT_FALSE(number.matches("h000123456"));
    EXPECT_FALSE(number.matches("H0000123456"));
}

// Texts of the letters that the patterns know, so that many match.
RC_GTEST_PROP(TextPattern, agrees_with_re2, ()) {
    std::vector<std::string_view> all(std::begin(simple), std::end(simple));
    all.insert(all.end(), std::begin(general), std::end(general));
    const std::string_view re2 = *rc::gen::elementOf(all);
    const auto text =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789H-+:abcx./ ])")));
    RC_ASSERT(TextPattern(re2).matches(text) ==
              re2::RE2::FullMatch(text, re2::RE2(re2::StringPiece(re2.data(), re2.size()))));
}

} // namespace
} // namespace renkei::form::text_pattern_test
