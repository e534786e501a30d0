// A client's certificate as a front in this machine hands it on: RFC 9440 (":BASE64 of DER:") or nginx's $ssl_client_escaped_cert
// (PEM, percent-encoded).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace renkei::http {

std::optional<std::string> certificate_in_header(std::string_view value); // PEM

} // namespace renkei::http
