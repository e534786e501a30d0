// The running gateway's own look at the audit chains: round after round through all events of the store, some at a time, so that damage shows
// while it runs, not only when somebody asks `renkei audit verify`.
#pragma once

#include "gateway/cli/audit_chains.h"
#include "gateway/http/log.h"
#include "gateway/store/store.h"

#include <atomic>
#include <optional>
#include <set>
#include <string>
#include <tuple>

namespace renkei::cli {

class AuditWatch {
public:
    // Events of one look: a second or two of one processor.
    static constexpr std::size_t usual_look = 500'000;
    // Both outlive it.
    AuditWatch(const store::Store& store, http::Log& log, std::size_t most_events = usual_look) : store_(store), log_(log), most_(most_events) {}

    // Goes on where the look before stopped, to the end of a round at most. Each break is one line of the log, `audit-damaged`; so is each
    // event that tells of others which were lost, `audit-events-lost`.
    diag::Result<void> look();
    // Breaks that were found, at most; for any thread. The chains cannot be mended under a running gateway, so it does not go down.
    std::size_t damage() const { return damage_; }
    // Events that were lost before they came into a chain, as the chains tell; for any thread.
    std::uint64_t lost() const { return lost_; }

private:
    static constexpr std::size_t most_told = 16;       // of one round; the others are counted
    diag::Result<std::size_t> read_events(std::size_t most);
    void begin_round();
    void tell_of_damage();

    const store::Store& store_;
    http::Log& log_;
    std::size_t most_;
    std::optional<Chains> chains_{}; // nothing: a round begins
    store::AuditPlace last_{};       // that was looked at
    diag::Report found_{most_told};  // in this round
    Anchors ends_{};                 // of the round before: what was there then must still be there
    using Told = std::set<std::tuple<diag::Message, std::string, std::string>>; // what, of which node, where
    Told told_{};        // breaks
    Told losses_told_{};
    std::atomic<std::size_t> damage_ = 0;
    std::atomic<std::uint64_t> lost_ = 0;
};

} // namespace renkei::cli
