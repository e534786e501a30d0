// Verifies the audit chains of the store while the gateway runs: all events, round after round, a limited
// number at a time. So damage is logged without `renkei audit verify`.
#pragma once

#include "gateway/app/daemon/audit_chains.h"
#include "gateway/network/runtime/log.h"
#include "gateway/network/store/store.h"

#include <atomic>
#include <optional>
#include <set>
#include <string>
#include <tuple>

namespace renkei::daemon {

class AuditWatch {
public:
    // Events per check: one or two seconds of one processor.
    static constexpr std::size_t default_events_per_check = 500'000;
    // Both outlive it.
    AuditWatch(const store::Store& store, runtime::Log& log,
               std::size_t max_events = default_events_per_check)
        : store_(store),
          log_(log),
          max_(max_events) {}

    // Continues where the last check stopped, to the end of a round at most. Each break is logged as
    // `audit-damaged`, and each event that reports lost events as `audit-events-lost`.
    diag::Result<void> check();
    // The number of breaks found so far; for any thread. A chain cannot be repaired while the gateway runs,
    // so it never decreases.
    std::size_t damage() const { return damage_; }
    // Events that were lost before they reached a chain, as the chains report; for any thread.
    std::uint64_t lost() const { return lost_; }

private:
    static constexpr std::size_t max_logged = 16; // per round; the others are counted
    diag::Result<std::size_t> read_events(std::size_t most);
    void begin_round();
    void log_damage();

    const store::Store& store_;
    runtime::Log& log_;
    std::size_t max_;
    std::optional<AuditChains> chains_{}; // none: a new round begins
    store::AuditPosition last_{};         // the last event that was checked
    diag::Report found_{max_logged};      // in this round
    Anchors ends_{};                      // of the previous round: events of then must still be there
    using LoggedBreaks =
        std::set<std::tuple<diag::Message, std::string, std::string>>; // message, node, sequence
    LoggedBreaks logged_{};                                            // breaks
    LoggedBreaks logged_losses_{};
    std::atomic<std::size_t> damage_ = 0;
    std::atomic<std::uint64_t> lost_ = 0;
};

} // namespace renkei::daemon
