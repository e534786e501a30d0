// When waiting deliveries expire: `expire_ms` after they were queued, or after the time was restarted for
// their peer.
#pragma once

#include "gateway/network/outbox/delivery.h"
#include "gateway/network/store/transaction.h"

namespace renkei::outbox {

// When the delivery expires; `from`: PeerState::expiry_start().
base::Millis expiry_of(const store::Delivery& delivery, base::Millis from, const RetrySchedule& schedule);
// The same by the store; never for a revoked peer, whose deliveries are held. A time in the future may be too
// early: ask again when it is reached.
diag::Result<base::Millis> expires_at(const store::Snapshot& snapshot, const store::Delivery& delivery,
                                      base::Millis now, const RetrySchedule& schedule);

} // namespace renkei::outbox
