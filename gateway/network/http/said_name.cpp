#include "gateway/network/http/said_name.h"

#include "gateway/core/text/percent.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/words.h"

#include <fmt/format.h>

namespace renkei::http {
namespace {

constexpr std::string_view cookie_name = "__Host-renkei-name=";
constexpr std::size_t longest_said = 120;

} // namespace

std::optional<std::string> read_said_name(std::string_view typed) {
    if (!text::is_utf8(typed)) {
        return std::nullopt;
    }
    std::string name;
    for (std::size_t at = 0; at < typed.size();) {
        const text::CodePoint letter = text::code_point_at(typed, at);
        if (text::is_control(letter.value) || text::turns_text(letter.value) || letter.value < U' ' ||
            letter.value == U'\u2028' || letter.value == U'\u2029') {
            return std::nullopt;
        }
        if (letter.value != U' ' && letter.value != U'\u3000') {
            name += typed.substr(at, letter.size);
        } else if (!name.empty() && name.back() != ' ') {
            name += ' ';
        }
        at += letter.size;
    }
    name.erase(name.find_last_not_of(' ') + 1);
    return !name.empty() && name.size() <= longest_said ? std::optional(std::move(name)) : std::nullopt;
}

std::string said_name(std::string_view cookies) {
    while (!cookies.empty()) {
        const std::string_view cookie = text::trim(text::next_part(cookies, ';'));
        if (cookie.starts_with(cookie_name)) {
            const std::optional<std::string> name = text::percent_decoded(cookie.substr(cookie_name.size()));
            return name ? read_said_name(*name).value_or(std::string()) : std::string();
        }
    }
    return {};
}

std::string said_name_cookie(std::string_view name) {
    return fmt::format("{}{}; Path=/; Secure; HttpOnly; SameSite=Strict", cookie_name,
                       text::percent_encoded(name));
}

} // namespace renkei::http
