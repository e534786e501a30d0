#include "gateway/core/text/width.h"

#include "gateway/core/text/utf8.h"

namespace renkei::text {

namespace {

constexpr char32_t half_width_first = 0xFF61;
constexpr char32_t voiced_mark = 0xFF9E;      // ﾞ
constexpr char32_t semi_voiced_mark = 0xFF9F; // ﾟ

// U+FF61 to U+FF9F in their order.
constexpr std::u32string_view full_width = U"。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタ"
                                           U"チツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";
static_assert(full_width.size() == 0xFF9F - 0xFF61 + 1);

constexpr std::u32string_view plain_kana = U"ウカキクケコサシスセソタチツテトハヒフヘホ";
constexpr std::u32string_view voiced_kana = U"ヴガギグゲゴザジズゼゾダヂヅデドバビブベボ";
constexpr std::u32string_view plain_h = U"ハヒフヘホ";
constexpr std::u32string_view semi_voiced_h = U"パピプペポ";
static_assert(plain_kana.size() == voiced_kana.size() && plain_h.size() == semi_voiced_h.size());

// The letter that `kana` and the half-width mark make, 0 if there is none.
char32_t with_mark(char32_t kana, char32_t mark) {
    const std::u32string_view from = mark == voiced_mark ? plain_kana : plain_h;
    const std::u32string_view to = mark == voiced_mark ? voiced_kana : semi_voiced_h;
    const bool is_mark = mark == voiced_mark || mark == semi_voiced_mark;
    const std::size_t at = is_mark ? from.find(kana) : std::u32string_view::npos;
    return at == std::u32string_view::npos ? 0 : to[at];
}

template <class Change>
std::string each_changed(std::string_view utf8, Change change) {
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        const CodePoint point = code_point_at(utf8, at);
        const char32_t changed = change(point.value);
        if (changed == point.value) {
            out.append(utf8.substr(at, point.size));
        } else {
            append(out, changed);
        }
        at += point.size;
    }
    return out;
}

} // namespace

std::string narrow_ascii(std::string_view utf8) {
    return each_changed(utf8, [](char32_t value) -> char32_t {
        if (value >= 0xFF01 && value <= 0xFF5E) {
            return value - 0xFF01 + '!';
        }
        return value == 0x3000 ? U' ' : value;
    });
}

std::string widen_kana(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        const CodePoint point = code_point_at(utf8, at);
        const std::size_t next_at = at + point.size;
        if (!is_half_width_katakana(point.value)) {
            out.append(utf8.substr(at, point.size));
            at = next_at;
            continue;
        }
        const char32_t wide = full_width[point.value - half_width_first];
        const CodePoint next = next_at < utf8.size() ? code_point_at(utf8, next_at) : CodePoint{0, 0};
        const char32_t marked = with_mark(wide, next.value);
        append(out, marked != 0 ? marked : wide);
        at = marked != 0 ? next_at + next.size : next_at;
    }
    return out;
}

std::string to_katakana(std::string_view utf8) {
    constexpr char32_t distance = U'ア' - U'あ';
    return each_changed(utf8, [](char32_t value) -> char32_t {
        const bool has_katakana = (value >= U'ぁ' && value <= U'ゖ') || value == U'ゝ' || value == U'ゞ';
        return has_katakana ? value + distance : value;
    });
}

bool is_hiragana(char32_t value) {
    return (value >= U'ぁ' && value <= U'ゖ') || (value >= U'ゝ' && value <= U'ゟ');
}
bool is_katakana(char32_t value) { return value >= U'ァ' && value <= U'ヿ'; }
bool is_half_width_katakana(char32_t value) { return value >= half_width_first && value <= semi_voiced_mark; }

} // namespace renkei::text
