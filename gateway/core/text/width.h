// Full and half width: 「１２」 is 12, 「ｶﾞ」 is 「ガ」. For lenient reading and for kana items.
#pragma once

#include <string>
#include <string_view>

namespace renkei::text {

// Full-width ASCII (！ to ～) and the ideographic space become half-width; everything else stays.
std::string narrow_ascii(std::string_view utf8);

// Half-width katakana and its punctuation become full-width, ﾞ and ﾟ go into the letter before them where
// such a letter is in CP932.
std::string widen_kana(std::string_view utf8);

// Hiragana become katakana (ひ → ヒ): for comparing readings.
std::string to_katakana(std::string_view utf8);

bool is_hiragana(char32_t value);
bool is_katakana(char32_t value);            // full-width, with ー and ・
bool is_half_width_katakana(char32_t value); // U+FF61..FF9F

} // namespace renkei::text
