#include "gateway/network/outbox/peer_state.h"

#include "gateway/network/store/peer_record.h"

#include <algorithm>
#include <limits>

namespace renkei::outbox {

diag::Result<PeerState> PeerState::read(const store::Snapshot& snapshot, std::string_view peer,
                                        base::Millis now) {
    TRY(const std::optional<policy::Peer> entry, snapshot.peer(peer));
    TRY(store::PeerRecord record, store::peer_record(snapshot, peer));
    PeerState out;
    out.expiry_start_ = record.expiry_start;
    if (entry && entry->revoked) {
        out.state_ = State::revoked;
    } else if (record.unreachable_until > now) {
        out.state_ = State::unreachable;
        out.unreachable_ = {.reason = std::move(record.reason), .next_probe = record.next_probe};
    } else {
        out.state_ = entry ? State::reachable : State::unknown;
    }
    return out;
}

diag::Result<void> record_unreachable(store::Store& store, std::string_view peer,
                                      const UnreachablePeer& unreachable, base::Millis until) {
    return store.write([&](store::Transaction& transaction) {
        return store::set_unreachable(transaction, peer, until, unreachable.next_probe, unreachable.reason);
    });
}

diag::Result<void> clear_unreachable(store::Store& store, std::string_view peer) {
    TRY(const store::PeerRecord record,
        store.read_value<store::PeerRecord>(
            [&](const store::Snapshot& snapshot) { return store::peer_record(snapshot, peer); }));
    return record.unreachable_until == 0 ? diag::Result<void>()
                                         : store.write([&](store::Transaction& transaction) {
                                               return store::clear_unreachable(transaction, peer);
                                           });
}

diag::Result<void> restart_expiry(store::Transaction& transaction, std::string_view peer, base::Millis now) {
    return store::set_expiry_start(transaction, peer, now);
}

base::Millis expiry_of(const store::Delivery& delivery, base::Millis from, const RetrySchedule& schedule) {
    return std::max(delivery.created, from) + schedule.expire_ms;
}

diag::Result<base::Millis> expires_at(const store::Snapshot& snapshot, const store::Delivery& delivery,
                                      base::Millis now, const RetrySchedule& schedule) {
    if (const base::Millis at_least = expiry_of(delivery, 0, schedule); at_least > now) {
        return at_least;
    }
    TRY(const PeerState peer, PeerState::read(snapshot, delivery.peer, now));
    return peer.state() == PeerState::State::revoked ? std::numeric_limits<base::Millis>::max()
                                                     : expiry_of(delivery, peer.expiry_start(), schedule);
}

} // namespace renkei::outbox
