#include "gateway/http/doorkeeper.h"

#include "gateway/policy/decide.h"

namespace renkei::http {
namespace {

constexpr base::Millis verified_for = 60'000;

tl::unexpected<Refused> turn_away(diag::Error error) {
    return tl::make_unexpected(Refused{403, std::move(error), {}});
}

} // namespace

void Doorkeeper::nobody() {
    peer_ = nullptr;
    peers_.reset();
    verified_.clear();
    certificate_ = {};
}

Or<void> Doorkeeper::verify(const std::string& pem, const std::string& chain) {
    const base::Millis now = house_->clock->now();
    std::shared_ptr<const tls::Trust> trust = house_->trust();
    const bool fresh = now >= verified_at_ && now - verified_at_ < verified_for;
    if (!verified_.empty() && pem == verified_ && trust == trust_ && fresh) {
        return {};
    }
    nobody();
    diag::Result<tls::Certificate> certificate = tls::read_pem(pem);
    if (!certificate) {
        return malformed("certificate: PEM");
    }
    certificate_ = std::move(*certificate); // also of who is turned away: the audit names its key
    if (const diag::Result<void> valid = trust->verify(pem, chain, now / 1000); !valid) {
        return turn_away(valid.error());
    }
    verified_ = pem;
    verified_at_ = now;
    trust_ = std::move(trust);
    return {};
}

Or<void> Doorkeeper::check(const std::string& pem, const std::string& chain) {
    if (Or<void> verified = verify(pem, chain); !verified) {
        return verified;
    }
    if (std::shared_ptr<const policy::PeerList> peers = house_->peers(); peers != peers_) {
        peers_ = std::move(peers);
        peer_ = tls::find_peer(certificate_, *peers_);
    }
    if (peer_ == nullptr) {
        return turn_away(policy::refusal(policy::Verdict::not_known, nullptr, {.key_sha256 = certificate_.key_sha256}));
    }
    if (peer_->revoked) {
        return turn_away(policy::refusal(policy::Verdict::revoked, peer_));
    }
    return {};
}

} // namespace renkei::http
