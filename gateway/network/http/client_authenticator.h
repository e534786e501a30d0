// Identifies the peer of one connection by its certificate. The certificate is verified once, and again when
// the trust was reloaded, and every minute: a certificate or a CRL may expire while the connection is open.
#pragma once

#include "gateway/network/http/http_error.h"
#include "gateway/network/http/server_callbacks.h"

namespace renkei::http {

class ClientAuthenticator {
public:
    explicit ClientAuthenticator(const ServerCallbacks& callbacks) : callbacks_(&callbacks) {}

    // It is an error if the certificate is refused. `chain` is PEM of the certificates between it and the
    // authority, and may be empty.
    HttpResult<void> authenticate(const std::string& pem, const std::string& chain);
    // No peer is authenticated until authenticate() succeeds again.
    void reset();

    // The peer of the last authenticate(); null if it was refused. Valid until the next call.
    const policy::Peer* peer() const { return peer_; }
    const tls::Certificate& certificate() const { return certificate_; }

private:
    HttpResult<void> verify(const std::string& pem, const std::string& chain);

    const ServerCallbacks* callbacks_;
    std::string verified_; // PEM; empty: none
    base::Millis verified_at_ = 0;
    std::shared_ptr<const tls::Trust> trust_;
    tls::Certificate certificate_{};
    std::shared_ptr<const policy::PeerList> peers_; // owns *peer_
    const policy::Peer* peer_ = nullptr;
};

} // namespace renkei::http
