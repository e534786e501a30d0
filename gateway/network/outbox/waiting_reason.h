// Why waiting deliveries wait and when they are due: they may wait behind others, and the state of a peer is
// not written to each delivery.
#pragma once

#include "gateway/network/store/snapshot.h"

#include <span>

namespace renkei::outbox {

// Sets `reason`, and `due`: 0 if that is no matter of time.
diag::Result<void> explain_waiting(const store::Snapshot& snapshot, std::span<store::Delivery> deliveries,
                                   base::Millis now);

// The reason of one that is retried and had ended: it is kept what for.
diag::DeliveryReason retried_after(const store::Delivery& ended);

} // namespace renkei::outbox
