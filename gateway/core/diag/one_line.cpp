#include "gateway/core/diag/one_line.h"

#include <fmt/format.h>

namespace renkei::diag {
namespace {

// Marks that turn the direction of a text or break its line without being seen: U+200E, U+200F, U+2028 to
// U+202E, U+2066 to U+2069; all of three bytes.
char32_t code_of(std::string_view three) {
    const auto low = [&](std::size_t at) {
        return static_cast<char32_t>(static_cast<unsigned char>(three[at]) & 0x3FU);
    };
    return 0x2000U | (low(1) << 6U & 0xFC0U) | low(2);
}
bool is_unseen_mark(std::string_view three) {
    if (three.size() < 3 || three[0] != '\xE2' || (three[1] != '\x80' && three[1] != '\x81')) {
        return false;
    }
    const char32_t code = code_of(three);
    return code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}
std::string unseen_code(std::string_view three) {
    return fmt::format("\\u{:04X}", static_cast<std::uint32_t>(code_of(three)));
}

} // namespace

std::string on_one_line(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const unsigned char next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
        const bool is_c1 = c == 0xC2 && next >= 0x80 && next <= 0x9F; // U+0080 to U+009F
        const bool is_unseen = is_unseen_mark(std::string_view(text).substr(i, 3));
        if (is_unseen) {
            out += unseen_code(std::string_view(text).substr(i, 3));
            i += 2;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c < 0x20 || c == 0x7F || is_c1) {
            out += fmt::format("\\u{:04X}", is_c1 ? next : c);
            i += is_c1 ? 1U : 0U;
        } else {
            out += text[i];
        }
    }
    return out;
}

} // namespace renkei::diag
