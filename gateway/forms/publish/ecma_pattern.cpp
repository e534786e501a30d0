#include "gateway/core/base/characters.h"
#include "gateway/forms/publish/form_schema.h"

namespace renkei::publish {
namespace {

// RE2's \s, which in ECMA 262 has the spaces of Unicode, too.
constexpr std::string_view white_space = R"(\t\n\f\r )";

// What stands for `\c`; none: it may be another thing there.
std::optional<std::string> escaped(char c, bool is_in_class) {
    if (c == 's') {
        return is_in_class ? std::string(white_space) : "[" + std::string(white_space) + "]";
    }
    if (c == 'd') {
        return is_in_class ? "0-9" : "[0-9]"; // in some languages \d has the digits of Unicode
    }
    if (base::is_alphanumeric(c)) {
        return c == 't' || c == 'n' || c == 'r' ? std::optional(std::string{'\\', c}) : std::nullopt;
    }
    // ECMA 262 knows the hyphen as an escape in classes only, and no other sign that means nothing
    constexpr std::string_view syntax = R"(^$\.*+?()[]{}|/)";
    const bool needs_escape = syntax.find(c) != std::string_view::npos || (c == '-' && is_in_class);
    return needs_escape ? std::string{'\\', c} : std::string(1, c);
}

} // namespace

std::optional<std::string> ecma_pattern(std::string_view re2) {
    std::string out = "^(?:";
    bool is_in_class = false;
    for (std::size_t i = 0; i < re2.size(); ++i) {
        const char c = re2[i];
        if (c == '\\') {
            const std::optional<std::string> text =
                i + 1 < re2.size() ? escaped(re2[i + 1], is_in_class) : std::nullopt;
            if (!text) {
                return std::nullopt;
            }
            out += *text;
            ++i;
            continue;
        }
        const bool is_own_group = c == '(' && re2.substr(i + 1).starts_with('?') && !is_in_class &&
                                  !re2.substr(i + 1).starts_with("?:");
        const bool is_named_class = c == '[' && is_in_class; // [[:alpha:]]
        if (is_own_group || is_named_class) {
            return std::nullopt;
        }
        is_in_class = c == '[' || (is_in_class && c != ']');
        out += c;
    }
    return out + ")$";
}

} // namespace renkei::publish
