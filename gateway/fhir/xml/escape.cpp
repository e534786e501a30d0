#include "gateway/fhir/xml/escape.h"

#include "gateway/core/text/utf8.h"
#include "gateway/fhir/xml/characters.h"

#include <array>
#include <cstdint>

namespace renkei::xml {
namespace {

enum Care : std::uint8_t { plain, in_both, in_attribute, forbidden, perhaps_forbidden };

constexpr auto care = [] {
    std::array<Care, 256> out{};
    for (std::size_t c = 0; c < 0x20; ++c) {
        out[c] = forbidden;
    }
    for (const char c : {'&', '<', '>', '\r'}) {
        out[static_cast<unsigned char>(c)] = in_both;
    }
    for (const char c : {'"', '\t', '\n'}) {
        out[static_cast<unsigned char>(c)] = in_attribute;
    }
    out[0xEF] = perhaps_forbidden; // U+FFFE and U+FFFF begin with it
    return out;
}();

constexpr auto references = [] {
    std::array<std::string_view, 128> out{};
    out['&'] = "&amp;";
    out['<'] = "&lt;";
    out['>'] = "&gt;";
    out['"'] = "&quot;";
    out['\t'] = "&#9;";
    out['\n'] = "&#10;";
    out['\r'] = "&#13;";
    return out;
}();

Care care_of(char c) { return care[static_cast<unsigned char>(c)]; }

ReplacedCharacters append(std::string& out, std::string_view text, bool is_attribute) {
    ReplacedCharacters lost;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const Care found = care_of(text[at]);
        if (found == plain || (found == in_attribute && !is_attribute)) {
            continue;
        }
        const bool is_reference = found == in_both || found == in_attribute;
        const Character character = is_reference ? Character{} : character_at(text, at);
        if (!is_reference && is_allowed(character.code)) {
            continue;
        }
        out.append(text.substr(begin, at - begin));
        if (is_reference) {
            out.append(references[static_cast<unsigned char>(text[at])]);
        } else {
            out.append(text::replacement_bytes);
            lost = lost.any ? lost : ReplacedCharacters{character.code, true};
            at += character.length - 1;
        }
        begin = at + 1;
    }
    out.append(text.substr(begin));
    return lost;
}

} // namespace

void append_attribute(std::string& out, std::string_view text) { append(out, text, true); }

void append_text(std::string& out, std::string_view text) { append(out, text, false); }

ReplacedCharacters append_attribute_of_any(std::string& out, std::string_view text) {
    return append(out, text, true);
}

ReplacedCharacters append_text_of_any(std::string& out, std::string_view text) {
    return append(out, text, false);
}

} // namespace renkei::xml
