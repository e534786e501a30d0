// The certificate for which a handshake failed. OpenSSL forgets it: it keeps the other side's only once it is
// verified.
#pragma once

#include <string>

typedef struct ssl_st SSL;
typedef struct x509_store_ctx_st X509_STORE_CTX;

namespace renkei::tls {

struct RefusedCertificate {
    std::string reason{};  // verify_code()
    std::string subject{}; // of the certificate of the chain that was refused; RFC 2253
    std::string serial{};  // hex
};

// For SSL_CTX_set_verify(): OpenSSL's verdict stays, and the first certificate that it refuses is kept.
int keep_refused(int is_good, X509_STORE_CTX* verification);
// Of this connection; null: no certificate was refused.
const RefusedCertificate* refused_certificate(const SSL* connection);

} // namespace renkei::tls
