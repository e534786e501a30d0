#include "gateway/network/sharing/named_subject.h"

#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width.h"

namespace renkei::sharing {

bool is_reading(std::string_view kana) {
    for (std::size_t at = 0; at < kana.size();) {
        const text::CodePoint letter = text::code_point_at(kana, at);
        if (!text::is_katakana(letter.value) && !text::is_hiragana(letter.value) &&
            !text::is_half_width_katakana(letter.value) && letter.value != U' ' && letter.value != U'　') {
            return false;
        }
        at += letter.size;
    }
    return true;
}

} // namespace renkei::sharing
