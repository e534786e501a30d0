// Whom we trust: authorities and their revocation lists, read again when the files change. An expired list refuses everybody.
#pragma once

#include "gateway/tls/certificate.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace renkei::tls {

struct TrustSettings {
    std::filesystem::path authorities{};            // PEM, one or more
    std::vector<std::filesystem::path> revocations{}; // PEM or DER; empty: no lists are asked
};

// What a caller is to ask, before it calls: every file is one of lists, none of them has ended, and at least one is of an authority that is
// named, as every chain wants it. The error says which file.
diag::Result<void> check_lists(const TrustSettings& settings, std::int64_t now);

enum class Use : std::uint8_t { client, server }; // of the certificate, in the connection

class Trust {
public:
    static diag::Result<std::shared_ptr<const Trust>> read(const TrustSettings& settings);
    virtual ~Trust() = default;
    // When the first of its lists ends, seconds since 1970: from then on nobody is let in. Nothing: no lists are asked.
    virtual std::optional<std::int64_t> ends() const = 0;
    // An error: nobody is let in at this time, because one of its lists has ended, or because all of them are other authorities'.
    virtual diag::Result<void> judge_lists(std::int64_t at) const = 0;
    // Valid now (`at`, seconds since 1970), issued by one of the authorities, for this use, not revoked. `chain`: PEM of certificates
    // between, may be empty.
    virtual diag::Result<void> verify(std::string_view pem, std::string_view chain, std::int64_t at, Use use = Use::client) const = 0;
};

} // namespace renkei::tls
