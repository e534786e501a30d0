#include "gateway/core/base/back_off.h"

#include <algorithm>

namespace renkei::base {

std::int64_t back_off(std::int64_t initial_backoff_ms, std::int64_t max_backoff_ms, std::uint32_t failures,
                      double random01) {
    constexpr std::uint32_t enough = 40; // first·2^40 is beyond every ceiling, and no overflow
    const double whole = static_cast<double>(initial_backoff_ms) *
                         static_cast<double>(std::int64_t{1} << std::min(failures, enough));
    const double bounded = std::min(whole, static_cast<double>(max_backoff_ms));
    return static_cast<std::int64_t>(bounded / 2 + bounded / 2 * random01);
}

} // namespace renkei::base
