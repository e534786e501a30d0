// The certificate that the server of a connection showed. The handshake has found it to be the host's and of our authorities; whether it
// was revoked, and whether it is the receiver's, is asked here before every request.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/tls/verify_error.h"
#include "gateway/tls/trust.h"

#include <functional>
#include <optional>
#include <span>

namespace renkei::exchange {

// The trust as it is now; may be empty: then the handshake alone decides.
using CurrentTrust = std::function<std::shared_ptr<const tls::Trust>()>;
// Certificates one of which a server must have; empty: any.
using Servers = std::span<const policy::Binding>;

struct NotTaken {
    std::string words{}; // fixed
    tls::VerifyError why = tls::VerifyError::other;
};

class ServerCertificate {
public:
    // `chain`: PEM of the certificates between it and its authority.
    ServerCertificate(tls::Certificate certificate, std::string chain) : certificate_(std::move(certificate)), chain_(std::move(chain)) {}

    // Nothing: it may be given documents. The trust is asked when it was loaded anew, and every minute: a
    // certificate or a list may end while the connection stands.
    std::optional<NotTaken> why_not(const CurrentTrust& trust, Servers servers, base::Millis now);

private:
    std::optional<NotTaken> why_not_trusted(std::shared_ptr<const tls::Trust> trust, base::Millis now);

    tls::Certificate certificate_;
    std::string chain_;
    std::shared_ptr<const tls::Trust> trust_{}; // that took it, and when
    base::Millis taken_at_ = 0;
};

} // namespace renkei::exchange
