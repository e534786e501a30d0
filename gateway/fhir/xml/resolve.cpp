#include "gateway/fhir/xml/resolve.h"

#include "gateway/core/text/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace renkei::xml {
namespace {

struct NamedCharacter {
    std::string_view name;
    char32_t value;
};
constexpr std::array<NamedCharacter, 5> named_characters{
    {{"amp", U'&'}, {"lt", U'<'}, {"gt", U'>'}, {"quot", U'"'}, {"apos", U'\''}}};

// XML 1.0 4.1: of "#229", "#xE5" or one of the five names; nothing: it is none of them.
char32_t referred(std::string_view name) {
    if (!name.starts_with('#')) {
        const auto* const found = std::ranges::find(named_characters, name, &NamedCharacter::name);
        return found == named_characters.end() ? char32_t{0} : found->value;
    }
    const bool is_hex = name.starts_with("#x");
    const std::string_view digits = name.substr(is_hex ? 2 : 1);
    std::uint32_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value, is_hex ? 16 : 10);
    return static_cast<char32_t>(value);
}

} // namespace

void append_resolved(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const std::size_t begin = text.find('&');
        out += text.substr(0, begin);
        if (begin == std::string_view::npos) {
            return;
        }
        const std::size_t end = std::min(text.find(';', begin), text.size() - 1);
        if (const char32_t value = referred(text.substr(begin + 1, end - begin - 1)); value != 0) {
            text::append(out, value);
        }
        text.remove_prefix(end + 1);
    }
}

} // namespace renkei::xml
