// Compression by zstd: bytes to one frame that tells its size, and back.
#pragma once

#include "gateway/diag/result.h"

#include <span>
#include <string>
#include <string_view>

namespace renkei::seal {

std::size_t most_packed(std::size_t bytes);
// Into `room` of most_packed(); how much of it was used.
diag::Result<std::size_t> pack(std::string_view bytes, std::span<char> room);
// More than `max_bytes` is refused before it is unpacked.
diag::Result<std::string> unpack(std::string_view packed, std::size_t max_bytes);

} // namespace renkei::seal
