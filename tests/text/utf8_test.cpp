#include "gateway/core/text/utf8.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace renkei::text::utf8_test {
namespace {

TEST(Utf8, accepts_every_length_of_sequence) { EXPECT_TRUE(is_utf8("aé漢𠮷")); }

TEST(Utf8, finds_the_first_ill_formed_byte) {
    EXPECT_EQ(first_ill_formed("漢字\xFF"), 6U);
    EXPECT_EQ(first_ill_formed("12345678\x80"), 8U);
}

class IllFormed : public testing::TestWithParam<const char*> {};
TEST_P(IllFormed, is_refused) { EXPECT_EQ(first_ill_formed(GetParam()), 0U); }
INSTANTIATE_TEST_SUITE_P(Utf8, IllFormed,
                         testing::Values("\x80", "\xC0\xAF", "\xC1\x81", "\xE0\x80\xAF", "\xED\xA0\x80",
                                         "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
                                         "\xF5\x80\x80\x80", "\xE3\x81", "\xE3\x81\x41", "\xC3",
                                         "\xF0\xA0\xAE"));

TEST(Utf8, accepts_the_borders) {
    EXPECT_TRUE(is_utf8("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF\xF0\x90\x80\x80\xE0\xA0\x80\xC2\x80"));
}

TEST(Utf8, plain_prefix_stops_at_controls_delete_and_high_bytes) {
    EXPECT_EQ(plain_prefix("0123456789 ~"), 12U);
    EXPECT_EQ(plain_prefix("0123456789\n"), 10U);
    EXPECT_EQ(plain_prefix("012345\x7F"
                           "89"),
              6U);
    EXPECT_EQ(plain_prefix("0123456\xE3"), 7U);
    EXPECT_EQ(plain_prefix(std::string_view("0123\0"
                                            "567",
                                            8)),
              4U);
    EXPECT_EQ(plain_prefix(""), 0U);
}

RC_GTEST_PROP(Utf8Law, plain_prefix_is_the_same_as_byte_by_byte, (const std::string& bytes)) {
    std::size_t expected = 0;
    while (expected < bytes.size() && bytes[expected] >= ' ' && bytes[expected] <= '~') {
        ++expected;
    }
    RC_ASSERT(plain_prefix(bytes) == expected);
}

RC_GTEST_PROP(Utf8Law, a_written_code_point_is_read_again, ()) {
    const auto value = *rc::gen::suchThat(rc::gen::inRange<char32_t>(0, 0x110000),
                                          [](char32_t v) { return v < 0xD800 || v > 0xDFFF; });
    std::string text;
    append(text, value);
    RC_ASSERT(is_utf8(text));
    RC_ASSERT(code_point_at(text, 0).value == value);
    RC_ASSERT(code_point_at(text, 0).size == text.size());
}

TEST(Utf8, counts_code_points) { EXPECT_EQ(count_code_points("a漢𠮷\U000E0100"), 4U); }

TEST(Utf8, a_letter_with_its_selector_or_mark_is_one_character) {
    EXPECT_EQ(count_characters("葛\U000E0100城"), 2U);
    EXPECT_EQ(count_characters("か\u3099"), 1U);
    EXPECT_EQ(count_characters("e\u0301"), 1U);
    EXPECT_EQ(count_characters("👨‍👩‍👧"), 1U);
    EXPECT_EQ(count_characters("🇯🇵🇯🇵"), 2U);
}

TEST(Utf8, counts_ordinary_text_letter_by_letter) {
    EXPECT_EQ(count_characters(""), 0U);
    EXPECT_EQ(count_characters("介護　太郎１２Ab"), 9U);
    EXPECT_EQ(count_characters("ｶﾞｷﾞ"), 4U);
    EXPECT_EQ(count_characters("一\n二"), 3U);
    EXPECT_EQ(count_characters("한국"), 2U);
}

TEST(Utf8, the_head_of_a_text_ends_with_a_whole_character) {
    EXPECT_EQ(head_of("連携花子", 2), "連携");
    EXPECT_EQ(head_of("連携", 9), "連携");
    EXPECT_EQ(head_of("連携", 0), "");
    EXPECT_EQ(head_of("", 1), "");
    EXPECT_EQ(head_of("a\x80\x80z", 1), "a\x80\x80") << "belongs to no character";
}

TEST(Utf8, tab_and_line_breaks_are_no_controls) { EXPECT_FALSE(first_control("a\tb\r\nc漢\n").has_value()); }

TEST(Utf8, finds_nul_delete_and_c1) {
    EXPECT_EQ(first_control(std::string_view("漢\0", 4))->at, 3U);
    EXPECT_EQ(first_control("ab\x7F")->value, 0x7FU);
    EXPECT_EQ(first_control("a\u0085")->value, 0x85U);
}

TEST(Utf8, names_code_points) {
    EXPECT_EQ(code_point_name(U'髙'), "U+9AD9");
    EXPECT_EQ(code_point_name(U'𠮷'), "U+20BB7");
    EXPECT_EQ(code_point_name(1), "U+0001");
}

} // namespace
} // namespace renkei::text::utf8_test
