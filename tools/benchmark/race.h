// Contenders that do the same work, in turns: medians of many short runs and their ratios.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

namespace renkei::benchmark {

struct Contender {
    std::string name;
    std::function<std::size_t()> run; // does one document; the size keeps the work alive
    std::vector<double> micros;
    double cpu = 0; // seconds
};

inline double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

inline double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

// Rounds of short runs, one contender after the other, so that a noisy moment hits all of them. Returns what
// keeps the work alive.
inline std::size_t take_turns(std::vector<Contender>& contenders, int rounds, int batch) {
    std::size_t kept = 0;
    for (Contender& each : contenders) {
        kept += each.run(); // warm
    }
    for (int round = 0; round < rounds; ++round) {
        for (Contender& each : contenders) {
            const double cpu = cpu_seconds();
            const auto start = std::chrono::steady_clock::now();
            for (int i = 0; i < batch; ++i) {
                kept += each.run();
            }
            each.micros.push_back(
                std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count() /
                batch);
            each.cpu += cpu_seconds() - cpu;
        }
    }
    return kept;
}

inline void race(const std::string& title, std::vector<Contender>& contenders, std::size_t bytes, int rounds,
                 int batch = 20) {
    const std::size_t kept = take_turns(contenders, rounds, batch);
    fmt::print("\n{}\n", title);
    const double first = median(contenders[0].micros);
    for (const Contender& each : contenders) {
        const double micros = median(each.micros);
        fmt::print(
            "  {:<44} {:>9.1f} µs/document {:>8.0f} MB/s   CPU {:>8.1f} µs   ratio to the first {:.2f}\n",
            each.name, micros, static_cast<double>(bytes) / micros, each.cpu * 1e6 / (batch * rounds),
            micros / first);
    }
    if (kept == 0) {
        fmt::print("  nothing was done\n");
    }
}

} // namespace renkei::benchmark
