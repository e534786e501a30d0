#include "gateway/network/tokens/signature.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <cassert>
#include <string>

namespace renkei::tokens {
namespace {

using DigestContext = std::unique_ptr<EVP_MD_CTX, tls::Free<EVP_MD_CTX_free>>;
using SignatureOwner = std::unique_ptr<ECDSA_SIG, tls::Free<ECDSA_SIG_free>>;

const unsigned char* start_of(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

// OpenSSL takes an ECDSA signature as DER, JOSE writes r and s one behind the other. Empty: of another
// length.
std::string as_der(std::string_view signature, std::size_t size) {
    if (signature.size() != 2 * size) {
        return {};
    }
    BIGNUM* const r = BN_bin2bn(start_of(signature), static_cast<int>(size), nullptr);
    BIGNUM* const s = BN_bin2bn(start_of(signature.substr(size)), static_cast<int>(size), nullptr);
    const SignatureOwner both(ECDSA_SIG_new());
    if (!both || r == nullptr || s == nullptr || ECDSA_SIG_set0(both.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return {};
    }
    unsigned char* encoded = nullptr;
    const int length = i2d_ECDSA_SIG(both.get(), &encoded);
    std::string out = length > 0
                          ? std::string(reinterpret_cast<char*>(encoded), static_cast<std::size_t>(length))
                          : std::string();
    OPENSSL_free(encoded);
    return out;
}

// RFC 7518 §3.5: the salt is as long as the digest, and the mask is made with the same one.
bool set_padding(EVP_PKEY_CTX* context, bool is_pss) {
    return is_pss ? EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
                        EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1
                  : EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
}

} // namespace

bool is_signed(const Key& key, Algorithm algorithm, std::string_view bytes, std::string_view signature) {
    assert(key.fits(algorithm));
    const AlgorithmRow& how = row(algorithm);
    const bool is_rsa = how.key == KeyKind::rsa;
    const std::string der = is_rsa ? std::string() : as_der(signature, curve_bytes(how.key));
    const std::string_view given = is_rsa ? signature : std::string_view(der);
    const DigestContext context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr; // the context's
    const bool is_ready =
        !given.empty() && context &&
        EVP_DigestVerifyInit(context.get(), &options, how.digest(), nullptr, key.key.get()) == 1 &&
        (!is_rsa || set_padding(options, how.is_pss));
    const bool is_right = is_ready && EVP_DigestVerify(context.get(), start_of(given), given.size(),
                                                       start_of(bytes), bytes.size()) == 1;
    ERR_clear_error(); // the next TLS call of this thread would take them for its own
    return is_right;
}

} // namespace renkei::tokens
