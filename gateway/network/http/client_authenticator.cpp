#include "gateway/network/http/client_authenticator.h"

#include "gateway/network/policy/decide.h"

namespace renkei::http {
namespace {

constexpr base::Millis verified_for = 60'000;

tl::unexpected<HttpError> forbidden(diag::Error error) {
    return tl::make_unexpected(HttpError{Refusal::forbidden, std::move(error), {}});
}

} // namespace

void ClientAuthenticator::reset() {
    peer_ = nullptr;
    peers_.reset();
    verified_.clear();
    certificate_ = {};
}

HttpResult<void> ClientAuthenticator::verify(const std::string& pem, const std::string& chain) {
    const base::Millis now = callbacks_->clock->now();
    std::shared_ptr<const tls::Trust> trust = callbacks_->trust();
    const bool fresh = now >= verified_at_ && now - verified_at_ < verified_for;
    if (!verified_.empty() && pem == verified_ && trust == trust_ && fresh) {
        return {};
    }
    reset();
    diag::Result<tls::Certificate> certificate = tls::read_pem(pem);
    if (!certificate) {
        return bad_request("certificate: PEM");
    }
    certificate_ = std::move(*certificate); // also of a refused caller: the audit has its key
    if (const diag::Result<void> valid = trust->verify(pem, chain, now / 1000); !valid) {
        return forbidden(valid.error());
    }
    verified_ = pem;
    verified_at_ = now;
    trust_ = std::move(trust);
    return {};
}

HttpResult<void> ClientAuthenticator::authenticate(const std::string& pem, const std::string& chain) {
    if (HttpResult<void> verified = verify(pem, chain); !verified) {
        return verified;
    }
    if (std::shared_ptr<const policy::PeerList> peers = callbacks_->peers(); peers != peers_) {
        peers_ = std::move(peers);
        peer_ = tls::find_peer(certificate_, *peers_);
    }
    if (peer_ == nullptr) {
        return forbidden(policy::access_error(policy::AccessDecision::not_known, nullptr,
                                              {.key_sha256 = certificate_.key_sha256}));
    }
    if (peer_->revoked) {
        return forbidden(policy::access_error(policy::AccessDecision::revoked, peer_));
    }
    return {};
}

} // namespace renkei::http
