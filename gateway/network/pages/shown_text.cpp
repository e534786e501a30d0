#include "gateway/network/pages/shown_text.h"

#include "gateway/forms/html/html.h"

namespace renkei::pages {

std::string_view head_of(std::string_view text, std::size_t characters) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
        if (begins && count++ == characters) {
            return text.substr(0, at);
        }
    }
    return text;
}

std::string shown(std::string_view text, std::size_t most) {
    const std::string_view head = head_of(text, most);
    return html::isolated(head) + std::string(head.size() < text.size() ? cut_note : std::string_view());
}

std::string shown_name(std::string_view text) {
    const std::string_view head = head_of(text, most_of_name);
    return html::isolated(head.size() < text.size() ? std::string(head) + "…" : std::string(head));
}

} // namespace renkei::pages
