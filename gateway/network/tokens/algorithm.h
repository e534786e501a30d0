// The signature algorithms of access tokens that are allowed (RFC 7518 §3.1), as a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

typedef struct evp_md_st EVP_MD;

namespace renkei::tokens {

// Asymmetric ones alone: an HMAC needs a secret that the gateway could sign with, too, and "none" is no
// signature. ES384 and RS384 are those of SMART Backend Services, RS256 is what stock authorization servers
// sign with by default, PS256 and ES256 are those of FAPI 2.0. SHA-512 is used by none of them.
enum class Algorithm : std::uint8_t { es256, es384, ps256, ps384, rs256, rs384 };

enum class KeyKind : std::uint8_t { p256, p384, rsa };

struct AlgorithmRow {
    std::string_view name; // `alg`
    KeyKind key;           // that it needs: a token cannot have a key used in another way than it is for
    const EVP_MD* (*digest)();
    bool is_pss;
};
const AlgorithmRow& row(Algorithm algorithm);
std::optional<Algorithm> algorithm_of(std::string_view name);
std::string algorithm_names(); // "ES256 | ES384 | …", for people

// r and s of an ECDSA signature have this many bytes each (RFC 7518 §3.4), and so do the coordinates of a
// key.
constexpr std::size_t curve_bytes(KeyKind kind) { return kind == KeyKind::p384 ? 48 : 32; }

} // namespace renkei::tokens
