// Verifies one signature of RFC 7518 §3 with OpenSSL. Poco's JWT is not used: it has no RSASSA-PSS and no
// JWKS, takes any elliptic curve for ES384, and reads JSON in which a member stands twice.
#pragma once

#include "gateway/network/tokens/key_set.h"

#include <string_view>

namespace renkei::tokens {

// The key fits the algorithm.
bool is_signed(const Key& key, Algorithm algorithm, std::string_view bytes, std::string_view signature);

} // namespace renkei::tokens
