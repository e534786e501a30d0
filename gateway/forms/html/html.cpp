#include "gateway/forms/html/html.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/utf8.h"

#include <fmt/format.h>

namespace renkei::html {
void append_text(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        case '\n':
        case '\t': out += c; break;
        default: {
            const auto byte = static_cast<unsigned char>(c);
            const bool is_control = byte < 0x20 || byte == 0x7F;
            is_control ? out += "\xEF\xBF\xBD" : out += c;
        }
        }
    }
}

std::string escaped(std::string_view text) {
    std::string out;
    append_text(out, text);
    return out;
}

std::string isolated(std::string_view text) { return "<bdi>" + escaped(text) + "</bdi>"; }

std::string css_string(std::string_view text) {
    std::string out = "\"\xE2\x81\xA8"; // U+2068, and at the end U+2069: as <bdi> does it
    for (std::size_t at = 0; at < text.size();) {
        const text::CodePoint each = text::code_point_at(text, at);
        const std::string_view bytes = text.substr(at, each.size);
        at += each.size;
        const char c = bytes.front();
        if (text::turns_text(each.value)) {
            continue; // it could end the isolation, which a string of CSS has no element for
        }
        const bool is_control = each.value < 0x20 || each.value == 0x7F;
        if (each.value >= 0x80 || base::is_letter(c) || base::is_digit(c) || c == ' ') {
            out += bytes;
        } else {
            out += fmt::format("\\{:X} ", is_control ? 0xFFFDU : static_cast<unsigned>(each.value));
        }
    }
    return out + "\xE2\x81\xA9\"";
}

} // namespace renkei::html
