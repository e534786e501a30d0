// Revocation lists (CRL): the authority makes them, trust asks them.
#pragma once

#include "gateway/tls/issuing.h"

#include <vector>

namespace renkei::tls {

struct Revoked {
    std::string serial{}; // hex
    std::int64_t at = 0;  // seconds since 1970
};

diag::Result<ListOwner> make_list(const Signer& signer, const std::vector<Revoked>& revoked, std::int64_t number, const Validity& when);
std::int64_t number_of(const X509_CRL* list); // 0: it has none

} // namespace renkei::tls
