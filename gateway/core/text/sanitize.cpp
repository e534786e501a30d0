#include "gateway/core/text/sanitize.h"

#include "gateway/core/text/utf8.h"

namespace renkei::text {
namespace {

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

bool is_shown(const CodePoint& point) {
    const bool is_of_no_sequence = point.size == 1 && point.value == replacement_character;
    return !is_of_no_sequence && !is_control(point.value) && point.value != '\t' && point.value != '\n' &&
           point.value != '\r';
}

// Calls it with every character and whether it may be shown.
template <class Take>
void for_each_character(std::string_view text, const Take& take) {
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = code_point_at(text, at);
        take(text.substr(at, point.size), is_shown(point));
        at += point.size;
    }
}

} // namespace

bool is_sanitized(std::string_view text) {
    bool out = text.size() <= max_outside_bytes;
    if (out) {
        for_each_character(text, [&](std::string_view, bool shown) { out = out && shown; });
    }
    return out;
}

std::string_view truncated_utf8(std::string_view text, std::size_t most) {
    if (text.size() <= most) {
        return text;
    }
    while (most > 0 && is_continuation(text[most])) {
        --most;
    }
    return text.substr(0, most);
}

std::string sanitized(std::string_view text, std::size_t most) {
    std::string out;
    for_each_character(truncated_utf8(text, most),
                       [&](std::string_view character, bool shown) { out += shown ? character : "?"; });
    return out;
}

} // namespace renkei::text
