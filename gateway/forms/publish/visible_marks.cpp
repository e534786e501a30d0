#include "gateway/forms/publish/visible_marks.h"

#include "gateway/core/text/utf8.h"

#include <algorithm>
#include <array>

namespace renkei::publish {
namespace {

struct CharacterRange {
    char32_t first;
    char32_t last;
};
// Unicode UAX #9: marks, embeddings, overrides and isolates; line and paragraph separators; byte order mark.
constexpr std::array<CharacterRange, 7> unseen{{{0x7F, 0x9F}, // DEL and C1
                                                {0x61C, 0x61C},
                                                {0x200B, 0x200F},
                                                {0x2028, 0x202E},
                                                {0x2060, 0x2069},
                                                {0xFEFF, 0xFEFF},
                                                {0xFFFE, 0xFFFF}}};

bool is_unseen(char32_t character) {
    return (character < ' ' && character != '\t' && character != '\n') ||
           std::ranges::any_of(unseen, [&](const CharacterRange& range) {
               return character >= range.first && character <= range.last;
           });
}

} // namespace

std::string with_visible_marks(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const text::CodePoint character = text::code_point_at(text, at);
        if (is_unseen(character.value)) {
            out += "[" + text::code_point_name(character.value) + "]";
        } else {
            text::append(out, character.value);
        }
        at += character.size;
    }
    return out;
}

} // namespace renkei::publish
