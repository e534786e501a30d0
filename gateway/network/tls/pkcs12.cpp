#include "gateway/network/tls/pkcs12.h"

#include <openssl/pkcs12.h>
#include <openssl/rand.h>

#include <array>

namespace renkei::tls {

diag::Result<std::string> make_password() {
    constexpr std::string_view letters = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32
    constexpr std::size_t in_group = 4;
    std::array<unsigned char, 5 * in_group> random{};
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
        return openssl_error();
    }
    std::string out;
    for (std::size_t i = 0; i < random.size(); ++i) {
        out += i > 0 && i % in_group == 0 ? "-" : "";
        out += letters[random[i] % letters.size()];
    }
    return out;
}

diag::Result<std::string> to_pkcs12(X509* certificate, EVP_PKEY* key, X509* authority,
                                    const std::string& name, const std::string& password) {
    constexpr int rounds = 100'000;
    constexpr int salt_bytes = 16;
    constexpr int without_mac = -1; // it would be of SHA-1 in older versions
    const X509Owners chain(sk_X509_new_null());
    if (X509_up_ref(authority) != 1 || sk_X509_push(chain.get(), authority) <= 0) {
        return openssl_error();
    }
    const std::unique_ptr<PKCS12, Free<PKCS12_free>> file(
        PKCS12_create(password.c_str(), name.c_str(), key, certificate, chain.get(), NID_aes_256_cbc,
                      NID_aes_256_cbc, rounds, without_mac, 0));
    const BioOwner out = memory();
    if (!file ||
        PKCS12_set_mac(file.get(), password.c_str(), -1, nullptr, salt_bytes, rounds, EVP_sha256()) != 1 ||
        i2d_PKCS12_bio(out.get(), file.get()) != 1) {
        return openssl_error();
    }
    return written(out.get());
}

} // namespace renkei::tls
