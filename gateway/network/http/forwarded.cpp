#include "gateway/network/http/forwarded.h"

#include "gateway/core/text/words.h"

#include <arpa/inet.h>

#include <algorithm>

namespace renkei::http {
namespace {

using text::is_alpha;
using text::is_digit;
using text::trim;

constexpr std::string_view begin_line = "-----BEGIN CERTIFICATE-----\n";
constexpr std::string_view end_line = "-----END CERTIFICATE-----";
constexpr std::size_t pem_line = 64;

bool is_base64(char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '/' || c == '='; }

std::string as_pem(std::string_view base64) {
    std::string out(begin_line);
    for (std::size_t at = 0; at < base64.size(); at += pem_line) {
        out.append(base64.substr(at, pem_line)).push_back('\n');
    }
    return out.append(end_line).append("\n");
}

std::optional<std::string> unescape(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out.push_back(text[i]);
            continue;
        }
        const auto digit = [&](std::size_t at) {
            return at < text.size()
                       ? digits.find(static_cast<char>(text[at] >= 'a' ? text[at] - 32 : text[at]))
                       : std::string_view::npos;
        };
        const std::size_t high = digit(i + 1);
        const std::size_t low = digit(i + 2);
        if (high == std::string_view::npos || low == std::string_view::npos) {
            return std::nullopt;
        }
        out.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return out;
}

} // namespace

std::optional<std::string> address_in_header(std::string_view value) {
    std::string last(trim(value.substr(value.rfind(',') + 1))); // npos + 1 is 0
    in6_addr bytes{};
    const bool is_address =
        ::inet_pton(AF_INET, last.c_str(), &bytes) == 1 || ::inet_pton(AF_INET6, last.c_str(), &bytes) == 1;
    return is_address && last.find('\0') == std::string::npos ? std::optional(std::move(last)) : std::nullopt;
}

std::optional<std::string> certificate_in_header(std::string_view value) {
    if (value.size() > 2 && value.front() == ':' && value.back() == ':') {
        const std::string_view base64 = value.substr(1, value.size() - 2);
        return std::ranges::all_of(base64, is_base64) ? std::optional(as_pem(base64)) : std::nullopt;
    }
    std::optional<std::string> pem = unescape(value);
    const bool one =
        pem && pem->starts_with(begin_line) &&
        trim(std::string_view(*pem).substr(0, pem->find_last_not_of("\r\n \t") + 1)).ends_with(end_line) &&
        pem->find("-----BEGIN", 1) == std::string::npos;
    return one ? pem : std::nullopt;
}

} // namespace renkei::http
