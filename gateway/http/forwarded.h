// What a front in this machine hands on: its client's certificate, as in RFC 9440 (":BASE64 of DER:") or nginx's $ssl_client_escaped_cert (PEM,
// percent-encoded), and its client's address.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::http {

// Where the front's client calls from: the last address of X-Forwarded-For, which is the one that the front itself saw. Nothing: it is none.
std::optional<std::string> address_in_header(std::string_view value);
std::optional<std::string> certificate_in_header(std::string_view value); // PEM

} // namespace renkei::http
