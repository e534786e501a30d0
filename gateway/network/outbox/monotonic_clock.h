// The wall clock, made monotonic: when it is set back, time continues; when it is set forward, this clock
// follows.
#pragma once

#include "gateway/core/base/clock.h"

#include <algorithm>

namespace renkei::outbox {

class MonotonicClock {
public:
    explicit MonotonicClock(const base::Clock& clock)
        : clock_(&clock),
          last_(clock.now()),
          last_steady_(steady()) {}
    // Not thread-safe.
    base::Millis now() {
        const std::int64_t at = steady();
        last_ = std::max(clock_->now(), last_ + (at - last_steady_));
        last_steady_ = at;
        return last_;
    }

private:
    static std::int64_t steady() {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
                   std::chrono::steady_clock::now().time_since_epoch())
            .count();
    }
    const base::Clock* clock_;
    base::Millis last_;
    std::int64_t last_steady_;
};

} // namespace renkei::outbox
