// The two tables behind cp932.h: two-byte sequence → Unicode, BMP character → canonical bytes; 0 = none. Made
// at build time.
#pragma once

#include <array>
#include <cstdint>

namespace renkei::text {

extern const std::array<std::uint16_t, 65536> unicode_of_pair;
extern const std::array<std::uint16_t, 65536> cp932_of_unicode;

} // namespace renkei::text
