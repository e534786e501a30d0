// Verifies an access token: who in the organisation of a peer asks, and for what. A JWT (RFC 7519) of the
// server that the operator entered for the peer, in the shape of RFC 9068, IHE IUA (ITI-71) or SMART Backend
// Services, bound to the client certificate of the connection (RFC 8705 §3).
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/policy/caller.h"
#include "gateway/network/tokens/key_set.h"
#include "gateway/network/tokens/settings.h"

#include <string_view>
#include <vector>

namespace renkei::tokens {

inline constexpr base::Millis clock_skew = 60'000;

// A token as a request shows it; views what the caller keeps.
struct PresentedToken {
    std::string_view token;
    const policy::Peer& peer;
    std::string_view certificate_sha256; // of the connection: of its DER, in hex
    std::string_view base;               // URL of this gateway
};

// What a token that holds says.
struct VerifiedToken {
    policy::User user{};               // without a job
    std::vector<policy::Code> roles{}; // subject_role, as stated
};

// Pure but for `keys`, which are those of the peer's entry. `jti` must be there, but the same token may come
// again until it expires: that is how access tokens are used. A thief cannot use it, because it is bound to a
// certificate whose key the thief does not have, and TLS 1.3 lets no request be recorded and sent again.
diag::Result<VerifiedToken> verify(const PresentedToken& presented, const KeySet& keys,
                                   const Settings& settings, base::Millis now);

} // namespace renkei::tokens
