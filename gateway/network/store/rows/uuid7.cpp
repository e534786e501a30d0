#include "gateway/network/store/rows/uuid7.h"

#include "gateway/network/store/rows/uuid_bytes.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>

namespace renkei::store {
namespace {

constexpr unsigned counter_bits = 12;

// Milliseconds and a counter within them, as one number that only grows: all threads of the program share it.
std::uint64_t next_tick(base::Millis now) {
    static std::atomic<std::uint64_t> last = 0;
    const std::uint64_t earliest = static_cast<std::uint64_t>(std::max<base::Millis>(now, 0)) << counter_bits;
    std::uint64_t before = last.load();
    std::uint64_t tick = 0;
    do {
        tick = std::max(before + 1, earliest);
    } while (!last.compare_exchange_weak(before, tick));
    return tick;
}

} // namespace

std::string new_uuid7(base::Millis now) {
    const std::uint64_t tick = next_tick(now);
    std::string bytes(16, '\0');
    if (::getentropy(bytes.data() + 8, 8) != 0) {
        std::abort(); // a kernel without random numbers: nothing here would be safe
    }
    const std::uint64_t millis = tick >> counter_bits;
    for (unsigned i = 0; i < 6; ++i) {
        bytes[i] = static_cast<char>(millis >> (40 - 8 * i));
    }
    bytes[6] = static_cast<char>(0x70U | ((tick >> 8U) & 0x0fU));
    bytes[7] = static_cast<char>(tick & 0xffU);
    bytes[8] = static_cast<char>(0x80U | (static_cast<unsigned char>(bytes[8]) & 0x3fU));
    return uuid_text(bytes);
}

} // namespace renkei::store
