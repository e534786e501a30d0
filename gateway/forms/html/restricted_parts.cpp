#include "gateway/forms/html/restricted_parts.h"

#include "gateway/forms/html/frame.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::html {

bool any_restricted(std::span<const LinePart> parts) {
    return std::ranges::any_of(parts, &LinePart::restricted);
}

bool all_restricted(std::span<const LinePart> parts) {
    return !parts.empty() && std::ranges::all_of(parts, &LinePart::restricted);
}

std::string line_html(std::span<const LinePart> parts, std::string_view look, std::string_view between) {
    const bool is_whole = all_restricted(parts);
    std::string out;
    for (const LinePart& each : parts) {
        out += out.empty() ? std::string_view() : between;
        if (each.restricted && !is_whole) {
            out += fmt::format("<span class=\"{}x\">{} {}</span>",
                               look.empty() ? "" : fmt::format("{} ", look), restricted_tag, each.html);
        } else if (look.empty()) {
            out += each.html;
        } else {
            out += fmt::format("<span class=\"{}\">{}</span>", look, each.html);
        }
    }
    return out;
}

} // namespace renkei::html
