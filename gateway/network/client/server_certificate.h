// The certificate of a connected server. The handshake verified host name and authority; revocation and the
// bindings of the receiver are checked here before each request.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/core/diag/delivery_reason.h"
#include "gateway/network/tls/trust.h"
#include "gateway/network/tls/verify_error.h"

#include <functional>
#include <optional>
#include <span>

namespace renkei::client {

// The trust as it is now; may be empty: then the handshake alone decides.
using CurrentTrust = std::function<std::shared_ptr<const tls::Trust>()>;
// Certificates one of which a server must have; empty: any.
using ServerBindings = std::span<const policy::CertificateBinding>;

struct CertificateRejection {
    diag::DeliveryReason reason{};
    tls::VerifyError why = tls::VerifyError::other;
};

class ServerCertificate {
public:
    // `chain`: PEM of the certificates between it and its authority.
    ServerCertificate(tls::Certificate certificate, std::string chain)
        : certificate_(std::move(certificate)),
          chain_(std::move(chain)) {}

    // nullopt if the server may receive documents. It is verified again after the trust was reloaded, and
    // every minute, because a certificate or list may expire while the connection is open.
    std::optional<CertificateRejection> rejection(const CurrentTrust& trust, ServerBindings server_bindings,
                                                  base::Millis now);

private:
    std::optional<CertificateRejection> trust_rejection(std::shared_ptr<const tls::Trust> trust,
                                                        base::Millis now);

    tls::Certificate certificate_;
    std::string chain_;
    std::shared_ptr<const tls::Trust> trust_{}; // that accepted it, and when
    base::Millis verified_at_ = 0;
};

} // namespace renkei::client
