// A request for a certificate (PKCS #10, RFC 2986): a public key whose private key its owner keeps.
#pragma once

#include "gateway/network/tls/openssl.h"

#include <vector>

namespace renkei::tls {

struct CertificateRequest {
    KeyOwner key{}; // public
    std::vector<std::string>
        names{}; // "DNS:…", "URI:…", "IP:…" of its subjectAltName; other kinds are left out
};
// `file` is for the error only: `certificate-unreadable` also if its signature is not by its key, or the key
// is weaker than TLS takes here (112 bits: RSA 2048, P-224).
diag::Result<CertificateRequest> read_certificate_request(std::string_view pem, const std::string& file);

} // namespace renkei::tls
