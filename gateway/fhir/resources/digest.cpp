#include "gateway/fhir/resources/digest.h"

#include "gateway/core/base/hex.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace renkei::resources {

std::string sha1_base64(std::string_view bytes) {
    std::array<unsigned char, 20> digest{};
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    std::array<unsigned char, 29> text{}; // 28 characters and a zero
    const int size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
    return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size)};
}

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    return base::to_hex(digest);
}

} // namespace renkei::resources
