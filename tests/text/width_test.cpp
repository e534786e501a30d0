#include "gateway/core/text/cp932.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width.h"

#include <gtest/gtest.h>

namespace renkei::text::width_test {
namespace {

TEST(Width, narrows_digits_letters_signs_and_the_wide_space) {
    EXPECT_EQ(narrow_ascii("０１２－９　ＡＺａｚ！～"), "012-9 AZaz!~");
    EXPECT_EQ(narrow_ascii("介護ｶﾅ12。"), "介護ｶﾅ12。");
}

TEST(Width, widens_katakana_and_joins_their_marks) {
    EXPECT_EQ(widen_kana("ﾚﾝｹｲ ﾊﾅｺ"), "レンケイ ハナコ");
    EXPECT_EQ(widen_kana("ｶﾞｷﾞｸﾞｹﾞｺﾞ"), "ガギグゲゴ");
    EXPECT_EQ(widen_kana("ﾊﾟﾋﾞﾌﾟﾍﾞﾎﾟ"), "パビプベポ");
    EXPECT_EQ(widen_kana("ｳﾞｧｲｵﾘﾝ"), "ヴァイオリン");
    EXPECT_EQ(widen_kana("｡｢｣､･ｰ"), "。「」、・ー");
}

TEST(Width, a_mark_without_its_letter_stays_a_sign) {
    EXPECT_EQ(widen_kana("ﾞ"), "゛");
    EXPECT_EQ(widen_kana("ｱﾞ"), "ア゛");
    EXPECT_EQ(widen_kana("ｶﾟ"), "カ゜");
    EXPECT_EQ(widen_kana("ﾜﾞ"), "ワ゛");
}

TEST(Width, every_half_width_katakana_has_a_full_width_one_in_cp932) {
    for (char32_t value = 0xFF61; value <= 0xFF9F; ++value) {
        std::string narrow;
        append(narrow, value);
        const std::string wide = widen_kana(narrow);
        EXPECT_EQ(count_code_points(wide), 1U);
        EXPECT_FALSE(is_half_width_katakana(code_point_at(wide, 0).value));
        EXPECT_TRUE(in_cp932(code_point_at(wide, 0).value)) << wide;
    }
}

TEST(Width, turns_hiragana_into_katakana) {
    EXPECT_EQ(to_katakana("れんけい　ゔぁゝ漢ァ"), "レンケイ　ヴァヽ漢ァ");
}

TEST(Width, distinguishes_kinds_of_kana) {
    EXPECT_TRUE(is_hiragana(U'ん') && !is_hiragana(U'ン') && !is_hiragana(U'漢'));
    EXPECT_TRUE(is_katakana(U'ー') && is_katakana(U'・') && is_katakana(U'ヴ') && !is_katakana(U'あ') &&
                !is_katakana(U'ｱ'));
    EXPECT_TRUE(is_half_width_katakana(U'ｱ') && is_half_width_katakana(U'ﾟ') &&
                !is_half_width_katakana(U'ア'));
}

} // namespace
} // namespace renkei::text::width_test
