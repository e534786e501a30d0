#include "gateway/network/tokens/token_verifier.h"

#include "generated/messages/tokens.h"

namespace renkei::tokens {

diag::Result<std::shared_ptr<const KeySet>> TokenVerifier::keys_of(const policy::Peer& peer) {
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = kept_.find(peer.id);
            found != kept_.end() && found->second.jwks == peer.token_keys) {
            return found->second.keys;
        }
    }
    TRY(KeySet read, KeySet::read(peer.token_keys));
    auto keys = std::make_shared<const KeySet>(std::move(read));
    const std::lock_guard lock(mutex_);
    kept_[peer.id] = {.jwks = peer.token_keys, .keys = keys};
    return keys;
}

diag::Result<VerifiedToken> TokenVerifier::verify(const PresentedToken& presented, base::Millis now) {
    if (presented.peer.token_issuer.empty()) {
        return diag::fail(diag::message::token_unexpected, {}, {presented.peer.id});
    }
    TRY(const std::shared_ptr<const KeySet> keys, keys_of(presented.peer));
    return tokens::verify(presented, *keys, settings_, now);
}

} // namespace renkei::tokens
