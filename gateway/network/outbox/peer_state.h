// The state of a peer in the store, as all nodes and commands see it; its states are in README.md. A node
// that sends to the peer holds its reachability in memory (peer_reachability.h) and records here that it is
// unreachable. It renews that; without renewal it expires, because a node may die.
#pragma once

#include "gateway/network/outbox/delivery.h"
#include "gateway/network/store/rows/transaction.h"
#include "gateway/network/store/store.h"

#include <optional>
#include <string_view>

namespace renkei::outbox {

struct UnreachablePeer {
    diag::DeliveryReason reason{}; // as of an attempt
    base::Millis next_probe = 0;   // time of the next probe
};

class PeerState {
public:
    enum class State : std::uint8_t {
        unknown,     // no entry
        revoked,     // its entry is revoked: its deliveries are held and do not expire
        unreachable, // only probes are sent
        reachable,
    };
    static diag::Result<PeerState> read(const store::Snapshot& snapshot, std::string_view peer,
                                        base::Millis now);

    State state() const { return state_; }
    // Nothing in every other state.
    const std::optional<UnreachablePeer>& unreachable() const { return unreachable_; }
    // Start of the time for all its deliveries; 0: each counts from when it was queued.
    base::Millis expiry_start() const { return expiry_start_; }

private:
    State state_ = State::unknown;
    std::optional<UnreachablePeer> unreachable_{};
    base::Millis expiry_start_ = 0;
};

diag::Result<void> record_unreachable(store::Store& store, std::string_view peer,
                                      const UnreachablePeer& unreachable, base::Millis until);
diag::Result<void> clear_unreachable(store::Store& store, std::string_view peer);
// The peer is admitted again, or an operator retries: the time of all its deliveries starts again.
diag::Result<void> restart_expiry(store::Transaction& transaction, std::string_view peer, base::Millis now);

// When a waiting delivery expires: `expire_ms` after it was queued, or after the time was restarted for its
// peer. `from`: PeerState::expiry_start().
base::Millis expiry_of(const store::Delivery& delivery, base::Millis from, const RetrySchedule& schedule);
// The same by the store; never for a revoked peer, whose deliveries are held. A time in the future may be too
// early: ask again when it is reached.
diag::Result<base::Millis> expires_at(const store::Snapshot& snapshot, const store::Delivery& delivery,
                                      base::Millis now, const RetrySchedule& schedule);

} // namespace renkei::outbox
