// Opens every stored document now and then, at a bounded rate, so that damage is found while its sender still
// has the document. Damaged versions are logged, counted, and written down in the store.
#pragma once

#include "gateway/network/http/metrics.h"
#include "gateway/network/runtime/log.h"
#include "gateway/network/store/scrub.h"

#include <atomic>
#include <chrono>
#include <vector>

namespace renkei::daemon {

class ScrubTask {
public:
    static constexpr std::chrono::seconds interval{10};
    static constexpr std::uint64_t default_bytes = 10U << 20; // of sealed bodies in one interval: 86 GB a day
    static constexpr base::Millis between_rounds = 3'600'000; // and between looks at records about persons

    // Both outlive it.
    ScrubTask(store::Store& store, runtime::Log& log, std::uint64_t bytes = default_bytes)
        : store_(store),
          log_(log),
          bytes_(bytes) {}

    // Goes on where it ended, also in a program before this one. A round that has ended begins again after an
    // hour, or with the next start. Records about persons are opened all at once, whatever the round has
    // left.
    diag::Result<void> go_on();
    // Looks at versions that did not open for a reader. Called once a second.
    diag::Result<void> check_seen();
    std::vector<http::Gauge> gauges() const; // none: the store cannot be read

private:
    diag::Result<void> end_round();
    diag::Result<void> check_records();
    void log_damage(const std::vector<store::DamagedVersion>& damaged);

    store::Store& store_;
    runtime::Log& log_;
    std::uint64_t bytes_;
    std::optional<base::Millis> round_ended_{};
    std::optional<base::Millis> records_checked_{};
    std::atomic<std::uint64_t> damaged_records_{0}; // gauges() is called in other threads
};

} // namespace renkei::daemon
