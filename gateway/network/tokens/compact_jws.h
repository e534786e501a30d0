// An access token as text: header, payload and signature of a compact JWS (RFC 7515 §7.1).
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/tokens/algorithm.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::tokens {

inline constexpr std::size_t max_token_bytes = 8U << 10;

struct CompactJws {
    Algorithm algorithm{};
    std::optional<std::string> key_id{}; // `kid`
    std::string payload{};               // decoded
    std::string signature{};             // decoded
    std::string_view signed_bytes{};     // of the token, whose owner the caller is
};

// Read strictly: one form of base64url, no member twice, a type of access tokens. Headers that bring a key
// along (jwk, jku, x5u, x5c) or must be understood (crit) are refused: the keys are the operator's.
diag::Result<CompactJws> read_compact_jws(std::string_view token);

} // namespace renkei::tokens
