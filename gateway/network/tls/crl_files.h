// Files with CRLs: reads them and checks that they can be used.
#pragma once

#include "gateway/network/tls/openssl.h"
#include "gateway/network/tls/trust.h"

#include <vector>

namespace renkei::tls {

// At least one; each has a nextUpdate.
diag::Result<std::vector<CrlOwner>> read_crls(const std::filesystem::path& file);
std::int64_t next_update_of(const X509_CRL* list); // seconds since 1970

} // namespace renkei::tls
