// Files with revocation lists: what is in one, and whether it is one that can be asked.
#pragma once

#include "gateway/tls/openssl.h"
#include "gateway/tls/trust.h"

#include <vector>

namespace renkei::tls {

// At least one; each says when it ends.
diag::Result<std::vector<ListOwner>> read_lists(const std::filesystem::path& file);
std::int64_t end_of(const X509_CRL* list); // seconds since 1970

} // namespace renkei::tls
