// The public keys of a token issuer: a JWKS (RFC 7517), entered by the operator from a file. Nothing is
// fetched by URL: the keys decide who is believed, the gateway would have to call out to hosts that its peers
// name, and an unreachable one would stop requests.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/tls/openssl.h"
#include "gateway/network/tokens/algorithm.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::tokens {

struct Key {
    std::string id{};                     // `kid`; empty: none
    std::optional<Algorithm> algorithm{}; // `alg`: for this one only; nothing: each that fits its kind
    KeyKind kind = KeyKind::p256;
    tls::KeyOwner key{};

    bool fits(Algorithm other) const { return row(other).key == kind && (!algorithm || *algorithm == other); }
};

class KeySet {
public:
    // Keys for encryption and of kinds that are not used here are left out. A private or secret key, a weak
    // or broken one, one `kid` twice, and a set without a key that is left are errors (`token_keys_wrong`).
    static diag::Result<KeySet> read(std::string_view jwks);

    // The key with this id that fits; without an id the only one that fits. Null: there is none.
    const Key* find(const std::optional<std::string_view>& id, Algorithm algorithm) const;
    const std::vector<Key>& keys() const { return keys_; }

private:
    std::vector<Key> keys_;
};

} // namespace renkei::tokens
