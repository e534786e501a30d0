#include "gateway/network/pages/shown_text.h"

#include "gateway/core/text/utf8.h"
#include "gateway/forms/html/html.h"

namespace renkei::pages {

std::string shown(std::string_view text, std::size_t most) {
    const std::string_view head = text::head_of(text, most);
    return html::isolated(head) + std::string(head.size() < text.size() ? cut_note : std::string_view());
}

std::string shown_name(std::string_view text) {
    const std::string_view head = text::head_of(text, most_of_name);
    return html::isolated(head.size() < text.size() ? std::string(head) + "…" : std::string(head));
}

} // namespace renkei::pages
