// Whom we trust: authorities and their revocation lists, read again when the files change. With an expired
// CRL every certificate is refused.
#pragma once

#include "gateway/network/tls/certificate.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace renkei::tls {

struct TrustSettings {
    std::filesystem::path authorities{};              // PEM, one or more
    std::vector<std::filesystem::path> revocations{}; // PEM or DER; empty: no CRLs are used
};

// For a client, before it connects: every file has CRLs, none has expired, and at least one is of one of the
// authorities, as every chain needs. The error names the file.
diag::Result<void> check_crls(const TrustSettings& settings, std::int64_t now);

enum class CertificateUse : std::uint8_t { client, server }; // of the certificate, in the connection

class Trust {
public:
    static diag::Result<std::shared_ptr<const Trust>> read(const TrustSettings& settings);
    virtual ~Trust() = default;
    // nextUpdate of the CRL that expires first, seconds since 1970: from then on every certificate is
    // refused. Nothing: no CRLs are used.
    virtual std::optional<std::int64_t> next_crl_update() const = 0;
    // An error: every certificate is refused at this time, because a CRL has expired, or because all CRLs are
    // of other authorities.
    virtual diag::Result<void> check_crls(std::int64_t at) const = 0;
    // Valid now (`at`, seconds since 1970), issued by one of the authorities, for this use, not revoked.
    // `chain`: PEM of certificates between, may be empty.
    virtual diag::Result<void> verify(std::string_view pem, std::string_view chain, std::int64_t at,
                                      CertificateUse use = CertificateUse::client) const = 0;
};

} // namespace renkei::tls
