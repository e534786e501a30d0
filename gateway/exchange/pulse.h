// Time that never goes back and always goes on: when somebody sets the clock back, what is due stays due; when it is set forward, we
// follow.
#pragma once

#include "gateway/base/clock.h"

#include <algorithm>

namespace renkei::exchange {

class Pulse {
public:
    explicit Pulse(const base::Clock& clock) : clock_(&clock), last_(clock.now()), last_steady_(steady()) {}
    // One thread at a time.
    base::Millis now() {
        const std::int64_t at = steady();
        last_ = std::max(clock_->now(), last_ + (at - last_steady_));
        last_steady_ = at;
        return last_;
    }

private:
    static std::int64_t steady() {
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
    }
    const base::Clock* clock_;
    base::Millis last_;
    std::int64_t last_steady_;
};

} // namespace renkei::exchange
