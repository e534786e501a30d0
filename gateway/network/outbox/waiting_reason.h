// Why waiting deliveries wait and when they are due: they may wait behind others, and the state of a peer is
// not written to each delivery.
#pragma once

#include "gateway/network/store/rows/snapshot.h"

#include <span>

namespace renkei::outbox {

// Sets `reason` and `due`, which is 0 if the delivery does not wait for a time.
diag::Result<void> explain_waiting(const store::Snapshot& snapshot, std::span<store::Delivery> deliveries,
                                   base::Millis now);

// The reason of a delivery that had ended and is retried; it keeps why the delivery had ended.
diag::DeliveryReason retried_after(const store::Delivery& ended);

} // namespace renkei::outbox
