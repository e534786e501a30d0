// A certificate with its key in one file that a browser imports (PKCS #12, RFC 7292).
#pragma once

#include "gateway/network/tls/openssl.h"

namespace renkei::tls {

// 100 random bits to be typed once: five groups of four letters and digits, none of which look alike.
diag::Result<std::string> make_password();

// In DER, with the authority behind the certificate. Encrypted under the password with AES-256-CBC, by
// PBKDF2; the MAC is of SHA-256. A browser shows `name`.
diag::Result<std::string> to_pkcs12(X509* certificate, EVP_PKEY* key, X509* authority,
                                    const std::string& name, const std::string& password);

} // namespace renkei::tls
