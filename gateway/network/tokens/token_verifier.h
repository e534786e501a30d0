// Verifies the tokens of all peers. Keeps the keys of each peer as OpenSSL has them, because to read them
// costs more than to verify a token; a change of the peer's entry is seen with its next token. Safe to use
// from many threads.
#pragma once

#include "gateway/network/tokens/access_token.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace renkei::tokens {

class TokenVerifier {
public:
    explicit TokenVerifier(Settings settings) : settings_(std::move(settings)) {}
    // `token_unexpected`: the peer's entry names no issuer.
    diag::Result<VerifiedToken> verify(const PresentedToken& presented, base::Millis now);

private:
    struct Kept {
        std::string jwks{};
        std::shared_ptr<const KeySet> keys{};
    };
    diag::Result<std::shared_ptr<const KeySet>> keys_of(const policy::Peer& peer);

    Settings settings_;
    std::mutex mutex_;                 // of the next one
    std::map<std::string, Kept> kept_; // by peer
};

} // namespace renkei::tokens
