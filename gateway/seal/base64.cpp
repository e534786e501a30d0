#include "gateway/seal/base64.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <climits>
#include <openssl/evp.h>

namespace renkei::seal {
namespace {

constexpr std::size_t hash_text = (std::tuple_size_v<Hash> + 2) / 3 * 4;
constexpr std::size_t hash_padded = hash_text / 4 * 3; // the library gives whole groups of three

const unsigned char* at(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

} // namespace

std::string to_base64(std::string_view bytes) {
    assert(bytes.size() <= INT_MAX / 2);
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0'); // and the library's zero
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), at(bytes), static_cast<int>(bytes.size()));
    out.pop_back();
    return out;
}

std::optional<Hash> hash_from_base64(std::string_view text) {
    std::array<unsigned char, hash_padded> decoded{};
    if (text.size() != hash_text || EVP_DecodeBlock(decoded.data(), at(text), hash_text) != hash_padded) {
        return std::nullopt;
    }
    Hash out;
    std::copy_n(decoded.begin(), out.size(), out.begin());
    // the library passes over blanks, and over bits that no byte holds
    return to_base64(bytes_of(out)) == text ? std::optional(out) : std::nullopt;
}

} // namespace renkei::seal
