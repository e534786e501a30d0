// Any bytes as an access token, as the payload of one, and as a set of keys: refused or read, never more.
#include "gateway/network/tokens/claims.h"
#include "gateway/network/tokens/compact_jws.h"
#include "gateway/network/tokens/key_set.h"

#include "tests/fuzz/target.h"

#include <cstdint>
#include <cstdlib>

namespace renkei::fuzz::token_fuzz {
namespace {

void require(bool fact) {
    if (!fact) {
        std::abort();
    }
}

void as_token(std::string_view input) {
    const auto read = tokens::read_compact_jws(input);
    if (read) {
        require(input.starts_with(read->signed_bytes) && !read->payload.empty() && !read->signature.empty());
    }
    // Nothing holds that no key signed.
    static const tokens::KeySet keys = *tokens::KeySet::read(
        R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})");
    policy::Peer peer{.id = "fuzz"};
    peer.token_issuer = "https://auth.example.jp";
    require(
        !tokens::verify({.token = input, .peer = peer, .certificate_sha256 = "", .base = "https://a.example"},
                        keys, {}, 1'800'000'000'000));
}

void as_payload(std::string_view input) {
    const std::string payload(input);
    const auto claims = tokens::Claims::read(payload);
    if (!claims) {
        return;
    }
    for (const policy::Role role : {policy::Role::hospital, policy::Role::portal}) {
        if (const auto token = claims->verified(role)) {
            require(!token->user.subject.empty() && token->user.subject.find('\n') == std::string::npos);
            require(role == policy::Role::portal || token->user.person.empty());
            for (const policy::Code& purpose : token->user.purposes) {
                require(!purpose.code.empty() && purpose.code.find_first_of(" |\n") == std::string::npos);
            }
        }
    }
}

void as_keys(std::string_view input) {
    if (const auto keys = tokens::KeySet::read(input)) {
        require(!keys->keys().empty());
    }
}

} // namespace

FUZZ_TARGET(token)(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    as_token(input);
    as_payload(input);
    as_keys(input);
    return 0;
}

} // namespace renkei::fuzz::token_fuzz
