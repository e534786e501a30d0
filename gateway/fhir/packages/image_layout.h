// How an image lies in its file: a head, a blob with the lists, the texts. The lists are checked when the
// file is opened; a text when it is used, so that opening does not read megabytes.
#pragma once

#include "gateway/core/base/blob.h"

#include <cstdint>
#include <string_view>

namespace renkei::packages {

constexpr std::string_view image_kind = "package";
constexpr std::uint32_t image_version = 4;

struct ImageHead {
    std::uint64_t blob_size;
    std::uint64_t texts_size;
};

// The checksum that is kept beside a text.
inline std::uint32_t checksum_of(std::string_view text) {
    const std::uint64_t sum = base::checksum(text);
    return static_cast<std::uint32_t>(sum ^ (sum >> 32U));
}

} // namespace renkei::packages
