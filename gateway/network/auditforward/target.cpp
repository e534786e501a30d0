#include "gateway/network/auditforward/target.h"

#include <string>

namespace renkei::auditforward {

bool is_target_name(std::string_view text) {
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::optional<TargetUrl> parse_target_url(std::string_view text) {
    constexpr std::string_view https = "https://";
    constexpr std::string_view syslog = "syslog+tls://";
    if (text.starts_with(https)) {
        const std::optional<client::HttpUrl> url = client::parse_http_url(text);
        return url && url->path.find('?') == std::string::npos
                   ? std::optional(TargetUrl{.protocol = Protocol::fhir, .url = *url})
                   : std::nullopt;
    }
    if (!text.starts_with(syslog)) {
        return std::nullopt;
    }
    const std::string_view place = text.substr(syslog.size());
    const std::optional<client::HttpUrl> url =
        client::parse_http_url(std::string(https) + std::string(place));
    // the port is named, and nothing stands behind it
    return url && client::to_text(url->endpoint) == place
               ? std::optional(TargetUrl{.protocol = Protocol::syslog, .url = *url})
               : std::nullopt;
}

} // namespace renkei::auditforward
