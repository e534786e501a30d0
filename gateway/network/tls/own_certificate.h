// Checks the gateway's own certificate as the other side would: dates and use, not the authority.
#pragma once

#include "gateway/network/tls/trust.h"

namespace renkei::tls {

// An error: the first certificate of the file has ended, is not valid yet, or is not for this use. `now`:
// seconds since 1970.
diag::Result<void> check_own_certificate(const std::filesystem::path& certificate, CertificateUse use,
                                         std::int64_t now);

} // namespace renkei::tls
