#include "gateway/fhir/resources/digest.h"

#include "gateway/core/base/hex.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace renkei::resources {

namespace {

template <std::size_t N>
std::string base64_of(std::string_view bytes, const EVP_MD* kind) {
    std::array<unsigned char, N> digest{};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, kind, nullptr);
    std::array<unsigned char, (N + 2) / 3 * 4 + 1> text{}; // and a zero
    const int size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
    return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size)};
}

} // namespace

std::string sha1_base64(std::string_view bytes) { return base64_of<SHA_DIGEST_LENGTH>(bytes, EVP_sha1()); }
std::string sha256_base64(std::string_view bytes) {
    return base64_of<SHA256_DIGEST_LENGTH>(bytes, EVP_sha256());
}

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    return base::to_hex(digest);
}

} // namespace renkei::resources
