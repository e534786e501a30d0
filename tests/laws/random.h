// A seeded source of choices: the same seed makes the same choices on every machine.
#pragma once

#include <cstdint>
#include <random>

namespace renkei::laws {

class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    std::uint32_t below(std::size_t n) { return static_cast<std::uint32_t>(engine_() % n); } // n > 0
    int between(int low, int high) {
        return low + static_cast<int>(below(static_cast<std::size_t>(high - low) + 1));
    }
    bool chance(unsigned percent) { return below(100) < percent; }

    template <class Rows>
    const auto& pick(const Rows& rows) {
        return rows[below(std::size(rows))];
    }

private:
    std::mt19937_64 engine_;
};

} // namespace renkei::laws
