#include "gateway/seal/base64.h"

#include <algorithm>
#include <array>
#include <openssl/evp.h>

namespace renkei::seal {
namespace {

constexpr std::size_t text_size = (std::tuple_size_v<Hash> + 2) / 3 * 4; // "…=": 32 bytes are two more than ten groups of three
constexpr std::size_t padded = text_size / 4 * 3;

} // namespace

std::string to_base64(const Hash& bytes) {
    std::array<unsigned char, text_size + 1> text{}; // and the library's zero
    EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(bytes.size()));
    return {reinterpret_cast<const char*>(text.data()), text_size};
}

std::optional<Hash> from_base64(std::string_view text) {
    std::array<unsigned char, padded> decoded{};
    if (text.size() != text_size || EVP_DecodeBlock(decoded.data(), reinterpret_cast<const unsigned char*>(text.data()), text_size) != padded) {
        return std::nullopt;
    }
    Hash out;
    std::copy_n(decoded.begin(), out.size(), out.begin());
    // the library passes over blanks, and over bits that no byte holds
    return to_base64(out) == text ? std::optional(out) : std::nullopt;
}

} // namespace renkei::seal
