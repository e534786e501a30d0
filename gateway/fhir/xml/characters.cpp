#include "gateway/fhir/xml/characters.h"

#include "gateway/core/text/utf8.h"

#include <algorithm>
#include <charconv>
#include <span>

namespace renkei::xml {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

// XML 1.0 (fifth edition), productions 4 and 4a, beyond ASCII
constexpr Range name_starts[] = {
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
    {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};
constexpr Range name_parts[] = {{0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}};

bool is_within(char32_t code, std::span<const Range> ranges) {
    return std::ranges::any_of(ranges,
                               [&](Range range) { return code >= range.first && code <= range.last; });
}

constexpr bool is_letter_of_ascii(char32_t code) {
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

struct Entity {
    std::string_view name;
    char text;
};
constexpr Entity entities[] = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};

// "#160", "#xA0"
bool append_numbered(std::string& out, std::string_view name) {
    const bool is_hex = name.starts_with("#x");
    const std::string_view digits = name.substr(is_hex ? 2 : 1);
    std::uint32_t code = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, code, is_hex ? 16 : 10);
    if (error != std::errc{} || stop != end || !is_allowed(code)) {
        return false;
    }
    text::append(out, code);
    return true;
}

} // namespace

Character character_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) {
        return {};
    }
    const text::CodePoint point = text::code_point_at(text, at);
    const bool is_ill_formed = point.value == text::replacement_character && point.size == 1;
    return is_ill_formed ? Character{} : Character{point.value, point.size};
}

bool is_allowed(char32_t code) {
    return code >= 0x20
               ? code <= 0xD7FF || (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF)
               : code == '\t' || code == '\n' || code == '\r';
}

bool is_name_start(char32_t code) {
    return is_letter_of_ascii(code) || code == '_' || code == ':' ||
           (code >= 0x80 && is_within(code, name_starts));
}

bool is_name_part(char32_t code) {
    return is_name_start(code) || (code >= '0' && code <= '9') || code == '-' || code == '.' ||
           (code >= 0x80 && is_within(code, name_parts));
}

bool is_blank(std::string_view text) { return std::ranges::all_of(text, is_space); }

bool append_reference(std::string& out, std::string_view text, std::size_t& at) {
    std::size_t end = text.substr(0, at + 16).find(';', at); // the longest known are shorter
    if (end == std::string_view::npos) {
        // leading zeros may make a number long
        const std::size_t far = text.find_first_not_of("0", std::min(text.size(), at + 3));
        end = text.substr(0, std::min(text.size(), far) + 12).find(';', at);
        if (end == std::string_view::npos || text[at + 1] != '#') {
            return false;
        }
    }
    const std::string_view name = text.substr(at + 1, end - at - 1);
    if (name.starts_with('#')) {
        if (!append_numbered(out, name)) {
            return false;
        }
    } else {
        const auto* const found = std::ranges::find(entities, name, &Entity::name);
        if (found == std::end(entities)) {
            return false;
        }
        out.push_back(found->text);
    }
    at = end + 1;
    return true;
}

void append_resolved(std::string& out, std::string_view text) {
    for (;;) {
        const std::size_t next = std::min(text.find('&'), text.size());
        out.append(text.substr(0, next));
        text.remove_prefix(next);
        if (text.empty()) {
            return;
        }
        std::size_t end = 0;
        if (!append_reference(out, text, end)) {
            out.push_back('&');
            end = 1;
        }
        text.remove_prefix(end);
    }
}

std::string without_references(std::string_view text) {
    std::string out;
    append_resolved(out, text);
    return out;
}

} // namespace renkei::xml
