#include "gateway/network/outbox/expiry.h"

#include "gateway/network/outbox/peer_state.h"

#include <algorithm>
#include <limits>

namespace renkei::outbox {

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
