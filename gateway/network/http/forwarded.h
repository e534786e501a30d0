// The headers of a reverse proxy on this machine: its client's certificate, as in RFC 9440 (":BASE64 of
// DER:") or nginx's $ssl_client_escaped_cert (PEM, percent-encoded), and its client's address.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::http {

// The address of the proxy's client: the last one of X-Forwarded-For, which the proxy itself saw. Nothing if
// that is not an address.
std::optional<std::string> address_in_header(std::string_view value);
std::optional<std::string> certificate_in_header(std::string_view value); // PEM

} // namespace renkei::http
