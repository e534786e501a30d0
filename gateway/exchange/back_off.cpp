#include "gateway/exchange/delivery.h"

#include <algorithm>

namespace renkei::exchange {

std::int64_t back_off(std::int64_t first_ms, std::int64_t ceiling_ms, std::uint32_t failures, double random01) {
    constexpr std::uint32_t enough = 40; // first·2^40 is beyond every ceiling, and no overflow
    const double whole = static_cast<double>(first_ms) * static_cast<double>(std::int64_t{1} << std::min(failures, enough));
    const double bounded = std::min(whole, static_cast<double>(ceiling_ms));
    return static_cast<std::int64_t>(bounded / 2 + bounded / 2 * random01);
}

} // namespace renkei::exchange
