#include "gateway/network/http/said_name.h"

#include "gateway/core/text/percent.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::http {
namespace {

constexpr std::string_view cookie_name = "__Host-renkei-name=";
constexpr std::size_t longest_said = 120;

} // namespace

std::optional<std::string> read_said_name(std::string_view typed) {
    const std::string_view name = text::trim(typed);
    const bool is_line =
        std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
    return !name.empty() && name.size() <= longest_said && is_line && text::is_utf8(name)
               ? std::optional(std::string(name))
               : std::nullopt;
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
