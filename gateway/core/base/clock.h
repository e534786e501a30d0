// The time as a dependency, so that tests can set it.
#pragma once

#include <chrono>
#include <cstdint>

namespace renkei::base {

using Millis = std::int64_t; // since 1970-01-01T00:00:00Z

class Clock {
public:
    virtual ~Clock() = default;
    virtual Millis now() const = 0;
};

class SystemClock final : public Clock {
public:
    Millis now() const override {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
                   std::chrono::system_clock::now().time_since_epoch())
            .count();
    }
};

} // namespace renkei::base
