// What an authority has issued and revoked: a file that only grows, one line of words between tabs for each
// event.
#pragma once

#include "gateway/network/tls/authority.h"
#include "gateway/network/tls/certificate.h"

namespace renkei::tls {

diag::Result<void> record_issued(const std::filesystem::path& index, const Certificate& certificate);
diag::Result<void> record_revoked(const std::filesystem::path& index, const Certificate& certificate,
                                  std::int64_t at);
diag::Result<std::vector<IssuedCertificate>> read_index(const std::filesystem::path& index);

} // namespace renkei::tls
