#include "gateway/forms/html/html.h"

#include "gateway/core/base/characters.h"

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
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_control = byte < 0x20 || byte == 0x7F;
        if (byte >= 0x80 || base::is_letter(c) || base::is_digit(c) || c == ' ') {
            out += c;
        } else {
            out += fmt::format("\\{:X} ", is_control ? 0xFFFDU : static_cast<unsigned>(byte));
        }
    }
    return out + "\xE2\x81\xA9\"";
}

} // namespace renkei::html
