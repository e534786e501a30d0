#include "gateway/network/client/server_certificate.h"

#include "gateway/network/client/connection_reason.h"

#include <algorithm>

namespace renkei::client {

std::optional<CertificateRejection>
ServerCertificate::trust_rejection(std::shared_ptr<const tls::Trust> trust, base::Millis now) {
    constexpr base::Millis minute = 60'000;
    constexpr std::int64_t second = 1000;
    if (trust == trust_ && now >= verified_at_ && now - verified_at_ < minute) {
        return std::nullopt;
    }
    trust_.reset();
    const diag::Result<void> valid =
        trust->verify(certificate_.pem, chain_, now / second, tls::CertificateUse::server);
    if (!valid) {
        const tls::VerifyError why = tls::verify_error_of(valid.error().message);
        return CertificateRejection{.reason = certificate_reason(why, valid.error()), .why = why};
    }
    trust_ = std::move(trust);
    verified_at_ = now;
    return std::nullopt;
}

std::optional<CertificateRejection>
ServerCertificate::rejection(const CurrentTrust& trust, ServerBindings server_bindings, base::Millis now) {
    if (trust) {
        if (std::optional<CertificateRejection> out = trust_rejection(trust(), now)) {
            return out;
        }
    }
    const bool is_expected = server_bindings.empty() ||
                             std::ranges::any_of(server_bindings, [&](const policy::CertificateBinding& one) {
                                 return tls::belongs_to(certificate_, one);
                             });
    if (is_expected) {
        return std::nullopt;
    }
    return CertificateRejection{.reason =
                                    diag::DeliveryReason(diag::ReasonCode::tls)
                                        .because(diag::certificate_of_another(certificate_.key_sha256))};
}

} // namespace renkei::client
