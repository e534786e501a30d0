#include "gateway/forms/mapping/plan/narrative_text.h"

#include <array>

namespace renkei::mapping {
namespace {

constexpr std::string_view replacement(unsigned char c) {
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "<br/>";
    case '\t': return "\\t";
    default: return {};
    }
}

constexpr auto plain = [] {
    std::array<bool, 256> out{};
    for (std::size_t c = 0; c < 256; ++c) {
        out[c] = c >= 0x20 && replacement(static_cast<unsigned char>(c)).empty();
    }
    return out;
}();

std::string_view without_zero(std::string_view two_digits) {
    return two_digits.starts_with('0') ? two_digits.substr(1) : two_digits;
}

} // namespace

void append_narrative_text(base::Buffer& out, std::string_view text) {
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (plain[c]) {
            continue;
        }
        out.append(text.substr(from, at - from));
        from = at + 1;
        // other control characters are not allowed in XHTML: left out of the narrative only
        out.append(replacement(c));
    }
    out.append(text.substr(from));
}

void append_narrative_date(base::Buffer& out, std::string_view iso) {
    out.append(iso.substr(0, 4));
    out.append("年");
    if (iso.size() >= 7) {
        out.append(without_zero(iso.substr(5, 2)));
        out.append("月");
    }
    if (iso.size() >= 10) {
        out.append(without_zero(iso.substr(8, 2)));
        out.append("日");
    }
    if (iso.size() >= 16) {
        out.append(' ');
        out.append(iso.substr(11, 5));
    }
}

} // namespace renkei::mapping
