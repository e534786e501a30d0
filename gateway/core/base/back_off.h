// Waits that double from failure to failure, with jitter.
#pragma once

#include <cstdint>

namespace renkei::base {

// Somewhere in the upper half of first·2^failures, at most the ceiling. `random01` in [0, 1]; 1: the ceiling
// of the wait, without jitter.
std::int64_t back_off(std::int64_t initial_backoff_ms, std::int64_t max_backoff_ms, std::uint32_t failures,
                      double random01);

} // namespace renkei::base
