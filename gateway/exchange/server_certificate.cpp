#include "gateway/exchange/server_certificate.h"

#include <algorithm>

namespace renkei::exchange {

std::optional<NotTaken> ServerCertificate::why_not_trusted(std::shared_ptr<const tls::Trust> trust, base::Millis now) {
    constexpr base::Millis minute = 60'000;
    constexpr std::int64_t second = 1000;
    if (trust == trust_ && now >= taken_at_ && now - taken_at_ < minute) {
        return std::nullopt;
    }
    trust_.reset();
    const diag::Result<void> valid = trust->verify(certificate_.pem, chain_, now / second, tls::CertificateUse::server);
    if (!valid) {
        const diag::Error& error = valid.error();
        return NotTaken{.words = "TLS: " + std::string(diag::row(error.message).id) + (error.args.empty() ? "" : ": " + error.args.front()),
                        .why = tls::verify_error_of(error.message)};
    }
    trust_ = std::move(trust);
    taken_at_ = now;
    return std::nullopt;
}

std::optional<NotTaken> ServerCertificate::why_not(const CurrentTrust& trust, Servers servers, base::Millis now) {
    if (trust) {
        if (std::optional<NotTaken> out = why_not_trusted(trust(), now)) {
            return out;
        }
    }
    const bool is_expected = servers.empty() || std::ranges::any_of(servers, [&](const policy::Binding& one) { return tls::belongs_to(certificate_, one); });
    if (is_expected) {
        return std::nullopt;
    }
    return NotTaken{.words = "TLS: not this peer's certificate (renkei peer add-binding): key SHA-256 " + certificate_.key_sha256};
}

} // namespace renkei::exchange
