// Makes keys and certificates: what the authority signs.
#pragma once

#include "gateway/network/tls/authority.h"
#include "gateway/network/tls/openssl.h"

namespace renkei::tls {

// Who signs: the authority's certificate and its key.
struct Signer {
    X509Owner certificate{};
    KeyOwner key{};
};

// When something is valid. Negative days: it ended so many days ago, after one day.
struct Validity {
    std::int64_t from = 0; // seconds since 1970
    std::int64_t until = 0;
};
Validity validity(int days, std::int64_t now);
bool set_time(ASN1_TIME* time, std::int64_t seconds);

diag::Result<KeyOwner> make_key(); // ECDSA P-256
diag::Result<X509Owner> make_root(const std::string& name, EVP_PKEY* key, const Validity& when);
diag::Result<X509Owner> make_leaf(const Signer& signer, const CertificateSpec& issue, EVP_PKEY* key,
                                  const Validity& when);

} // namespace renkei::tls
