// An audit repository of the configuration to which events are forwarded, and its URL.
#pragma once

#include "gateway/network/client/http_url.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::auditforward {

constexpr unsigned default_batch = 100;

struct Target {
    std::string name{}; // in the log, in metrics and in the store, in place of the URL
    std::string url{};
    unsigned batch = default_batch; // events in one request, or on one connection
    bool operator==(const Target&) const = default;
};

constexpr std::string_view name_form = "[a-z0-9-]{1,64}";
bool is_target_name(std::string_view text);

// How events are forwarded, and where to.
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
