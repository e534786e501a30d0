#include "gateway/core/base/text_hash.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <random>

namespace renkei::base {
namespace {

__extension__ typedef unsigned __int128 Product; // no ISO C++ type is as wide

// Both halves of the product: every bit of either factor changes every bit of it.
std::uint64_t folded(std::uint64_t a, std::uint64_t b) {
    const Product product = static_cast<Product>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

template <class Number>
std::uint64_t number_at(const char* at) {
    Number out;
    std::memcpy(&out, at, sizeof out);
    return out;
}

using Seeds = std::array<std::uint64_t, 3>;

const Seeds& seeds() {
    static const Seeds out = [] {
        std::random_device device; // 32 bits at a time
        Seeds made{};
        for (std::uint64_t& seed : made) {
            // a factor of zero would make every product zero
            seed = (std::uint64_t{device()} << 32U | device()) | 1U;
        }
        return made;
    }();
    return out;
}

// Up to 16 bytes as two numbers, which may overlap; with the length, no two texts give the same.
struct Ends {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};
Ends ends_of(std::string_view text) {
    const char* const at = text.data();
    if (text.size() >= 8) {
        return {number_at<std::uint64_t>(at), number_at<std::uint64_t>(at + text.size() - 8)};
    }
    if (text.size() >= 4) {
        return {number_at<std::uint32_t>(at), number_at<std::uint32_t>(at + text.size() - 4)};
    }
    Ends out;
    for (const char c : text) {
        out.first = out.first << 8U | static_cast<unsigned char>(c);
    }
    return out;
}

} // namespace

// The multiplications of wyhash, by Wang Yi (public domain), with random seeds in place of its constants.
std::size_t TextHash::operator()(std::string_view text) const {
    const Seeds& seed = seeds();
    const std::size_t length = text.size();
    std::uint64_t out = seed[0];
    constexpr std::size_t block = 16;
    for (; text.size() > block; text.remove_prefix(block)) {
        out = folded(number_at<std::uint64_t>(text.data()) ^ seed[1],
                     number_at<std::uint64_t>(text.data() + 8) ^ out);
    }
    const Ends ends = ends_of(text);
    // if the length were mixed in with the bytes, a change of it could cancel out a change of a byte
    return folded(folded(ends.first ^ seed[1], ends.last ^ out) ^ length, seed[2]);
}

} // namespace renkei::base
