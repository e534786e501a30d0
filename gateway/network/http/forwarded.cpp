#include "gateway/network/http/forwarded.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/percent.h"
#include "gateway/core/text/words.h"

#include <arpa/inet.h>

#include <algorithm>

namespace renkei::http {
namespace {

using text::trim;

constexpr std::string_view begin_line = "-----BEGIN CERTIFICATE-----\n";
constexpr std::string_view end_line = "-----END CERTIFICATE-----";
constexpr std::size_t pem_line = 64;

bool is_base64(char c) { return base::is_alphanumeric(c) || c == '+' || c == '/' || c == '='; }

std::string as_pem(std::string_view base64) {
    std::string out(begin_line);
    for (std::size_t at = 0; at < base64.size(); at += pem_line) {
        out.append(base64.substr(at, pem_line)).push_back('\n');
    }
    return out.append(end_line).append("\n");
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
    std::optional<std::string> pem = text::percent_decoded(value);
    const bool one =
        pem && pem->starts_with(begin_line) &&
        trim(std::string_view(*pem).substr(0, pem->find_last_not_of("\r\n \t") + 1)).ends_with(end_line) &&
        pem->find("-----BEGIN", 1) == std::string::npos;
    return one ? pem : std::nullopt;
}

} // namespace renkei::http
