// A sum that detects damaged bytes, not forged ones.
#pragma once

#include <cstdint>
#include <string_view>

namespace renkei::base {

std::uint64_t checksum(std::string_view bytes);

} // namespace renkei::base
