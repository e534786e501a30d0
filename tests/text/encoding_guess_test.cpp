#include "gateway/core/text/encoding_guess.h"

#include <gtest/gtest.h>

namespace renkei::text::encoding_guess_test {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view cp932_text = "NYUIN,\x98\x41\x8C\x67,1\r\n"; // 連携

TEST(EncodingGuess, distinguishes_encodings) {
    EXPECT_EQ(guess_encoding(""), EncodingGuess::ascii);
    EXPECT_EQ(guess_encoding("a,b\r\n"), EncodingGuess::ascii);
    EXPECT_EQ(guess_encoding("a,連携\r\n"), EncodingGuess::utf8);
    EXPECT_EQ(guess_encoding("\xEF\xBB\xBF"
                             "a,b\r\n"),
              EncodingGuess::utf8_bom);
    EXPECT_EQ(guess_encoding(cp932_text), EncodingGuess::cp932);
    EXPECT_EQ(guess_encoding("\xFF\xFE"
                             "a\0,\0"sv),
              EncodingGuess::utf16_le);
    EXPECT_EQ(guess_encoding("\xFE\xFF\0a\0,"sv), EncodingGuess::utf16_be);
    EXPECT_EQ(guess_encoding("N\0Y\0U\0I\0N\0,\0"sv), EncodingGuess::utf16_le);
    EXPECT_EQ(guess_encoding("\0N\0Y\0U\0I\0N\0,"sv), EncodingGuess::utf16_be);
    EXPECT_EQ(guess_encoding("\x98\x41\xFF\xFF\x80"), EncodingGuess::unknown);
}

TEST(EncodingGuess, half_width_katakana_that_is_also_utf8_is_cp932) {
    EXPECT_EQ(guess_encoding("\xC2\xB1,1\r\n"), EncodingGuess::cp932);
}

TEST(EncodingGuess, a_file_that_is_what_was_declared_is_no_contradiction) {
    EXPECT_EQ(encoding_mismatch(cp932_text, Encoding::cp932), std::nullopt);
    EXPECT_EQ(encoding_mismatch("a,b", Encoding::cp932), std::nullopt);
    EXPECT_EQ(encoding_mismatch("a,b", Encoding::utf8), std::nullopt);
    EXPECT_EQ(encoding_mismatch("連携", Encoding::utf8), std::nullopt);
    EXPECT_EQ(encoding_mismatch("\xEF\xBB\xBF連携", Encoding::utf8), std::nullopt);
    EXPECT_EQ(encoding_mismatch("", Encoding::cp932), std::nullopt);
}

TEST(EncodingGuess, names_what_a_file_is_instead) {
    EXPECT_EQ(encoding_mismatch("a,連携", Encoding::cp932), EncodingGuess::utf8);
    EXPECT_EQ(encoding_mismatch("\xEF\xBB\xBF"
                                "a",
                                Encoding::cp932),
              EncodingGuess::utf8_bom);
    EXPECT_EQ(encoding_mismatch("\xFF\xFE"
                                "a\0"sv,
                                Encoding::cp932),
              EncodingGuess::utf16_le);
    EXPECT_EQ(encoding_mismatch("\xFF\xFE"
                                "a\0"sv,
                                Encoding::utf8),
              EncodingGuess::utf16_le);
    EXPECT_EQ(encoding_mismatch(cp932_text, Encoding::utf8), EncodingGuess::cp932);
}

TEST(EncodingGuess, damage_is_no_contradiction) {
    EXPECT_EQ(encoding_mismatch("\x98\x41\xFF\xFF\x80", Encoding::cp932), std::nullopt);
    EXPECT_EQ(encoding_mismatch("連携\xFF\xFF\x80", Encoding::utf8), std::nullopt);
}

TEST(EncodingGuess, option_names_come_back) {
    for (const Encoding encoding : {Encoding::cp932, Encoding::utf8}) {
        EXPECT_EQ(encoding_of(option_name(encoding)), encoding);
    }
    EXPECT_EQ(encoding_of("sjis"), std::nullopt);
}

} // namespace
} // namespace renkei::text::encoding_guess_test
