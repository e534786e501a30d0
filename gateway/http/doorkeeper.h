// Who is at the other end of one connection. The certificate is verified once, and again when the trust was loaded anew, and every
// minute: a certificate or a revocation list may expire while the connection stands.
#pragma once

#include "gateway/http/house.h"
#include "gateway/http/refused.h"

namespace renkei::http {

class Doorkeeper {
public:
    explicit Doorkeeper(const House& house) : house_(&house) {}

    // Lets the certificate's owner in, or says why not. `chain`: PEM of certificates between it and the authority; may be empty.
    Or<void> check(const std::string& pem, const std::string& chain);
    // Forgets whoever was let in: nobody is here until check() says so again.
    void nobody();

    // Of the last check; null: nobody was let in. Lives until the next check.
    const policy::Peer* peer() const { return peer_; }
    const tls::Certificate& certificate() const { return certificate_; }

private:
    Or<void> verify(const std::string& pem, const std::string& chain);

    const House* house_;
    std::string verified_; // PEM; empty: none
    base::Millis verified_at_ = 0;
    std::shared_ptr<const tls::Trust> trust_;
    tls::Certificate certificate_{};
    std::shared_ptr<const policy::PeerList> peers_; // owns *peer_
    const policy::Peer* peer_ = nullptr;
};

} // namespace renkei::http
