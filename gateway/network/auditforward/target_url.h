// The URL of a target: how events are forwarded, and where to.
#pragma once

#include "gateway/network/client/http_url.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace renkei::auditforward {

enum class Protocol : std::uint8_t {
    fhir,   // IHE ITI-20 by REST: AuditEvents are posted
    syslog, // IHE ITI-20 by syslog over TLS: DICOM audit messages (RFC 5424, RFC 5425)
};
struct TargetUrl {
    Protocol protocol = Protocol::fhir;
    client::HttpUrl url{}; // of syslog: without a path
};
constexpr std::string_view url_forms = "https://HOST[:PORT][/PATH] | syslog+tls://HOST:PORT";
// Nothing that is not over TLS.
std::optional<TargetUrl> parse_target_url(std::string_view text);

} // namespace renkei::auditforward
