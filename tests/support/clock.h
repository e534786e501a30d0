// Time that a test owns.
#pragma once

#include "gateway/core/base/clock.h"

#include <atomic>

namespace renkei::test {

class Clock final : public base::Clock {
public:
    base::Millis now() const override { return now_; }
    void set(base::Millis now) { now_ = now; }
    void pass(base::Millis time) { now_ += time; }

private:
    std::atomic<base::Millis> now_ = 1'800'000'000'000;
};

} // namespace renkei::test
