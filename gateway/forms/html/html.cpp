#include "gateway/forms/html/html.h"

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

} // namespace renkei::html
