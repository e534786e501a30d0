#include "gateway/core/base/hex.h"
#include "gateway/fhir/resources/digest.h"

#include <openssl/sha.h>

#include <array>

namespace renkei::resources {

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    return base::to_hex(digest);
}

} // namespace renkei::resources
