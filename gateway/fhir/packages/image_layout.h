// How an image lies in its file: a head, a blob with the lists, the texts. The lists are checked when the
// file is opened; a text when it is used, so that opening does not read megabytes.
#pragma once

#include <cstdint>
#include <string_view>

namespace renkei::packages {

constexpr std::string_view image_kind = "package";

struct ImageHead {
    std::uint64_t blob_size;
    std::uint64_t texts_size;
};

// Detects a damaged text, not a forged one.
inline std::uint32_t checksum_of(std::string_view text) {
    std::uint64_t sum = text.size() + 1;
    for (const char byte : text) {
        sum = (sum ^ static_cast<unsigned char>(byte)) * 0x100000001B3U;
    }
    return static_cast<std::uint32_t>(sum ^ (sum >> 32U));
}

} // namespace renkei::packages
