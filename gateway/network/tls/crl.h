// Certificate revocation lists (CRL): made by the authority, checked by Trust.
#pragma once

#include "gateway/network/tls/issuing.h"

#include <vector>

namespace renkei::tls {

struct RevokedCertificate {
    std::string serial{}; // hex
    std::int64_t at = 0;  // seconds since 1970
};

diag::Result<CrlOwner> make_crl(const Signer& signer, const std::vector<RevokedCertificate>& revoked,
                                std::int64_t number, const Validity& when);
std::int64_t crl_number_of(const X509_CRL* list); // 0: it has none

} // namespace renkei::tls
