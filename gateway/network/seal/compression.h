// Compression by zstd: bytes to one frame that holds its size, and back.
#pragma once

#include "gateway/core/diag/result.h"

#include <span>
#include <string>
#include <string_view>

namespace renkei::seal {

std::size_t max_compressed_bytes(std::size_t bytes);
// Compresses into `room` of max_compressed_bytes(); returns how much of it was used.
diag::Result<std::size_t> compress(std::string_view bytes, std::span<char> room);
// More than `max_bytes` is refused before it is unpacked.
diag::Result<std::string> decompress(std::string_view compressed, std::size_t max_bytes);

} // namespace renkei::seal
