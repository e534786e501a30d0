#include "gateway/core/base/checksum.h"

#include <array>
#include <bit>
#include <cstring>

namespace renkei::base {

// Four lanes, because each start of the program reads megabytes.
std::uint64_t checksum(std::string_view bytes) {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
    std::array<std::uint64_t, 4> lanes{1, 2, 3, 4};
    std::size_t at = 0;
    for (; at + sizeof(lanes) <= bytes.size(); at += sizeof(lanes)) {
        std::array<std::uint64_t, 4> words{};
        std::memcpy(words.data(), bytes.data() + at, sizeof(words));
        for (std::size_t i = 0; i < lanes.size(); ++i) {
            lanes[i] = (lanes[i] ^ words[i]) * odd;
            lanes[i] ^= lanes[i] >> 32U;
        }
    }
    std::uint64_t out = bytes.size();
    for (const std::uint64_t lane : lanes) {
        out = (std::rotl(out, 17) ^ lane) * odd;
    }
    for (; at < bytes.size(); ++at) {
        out = (out ^ static_cast<unsigned char>(bytes[at])) * odd;
    }
    return out;
}

} // namespace renkei::base
