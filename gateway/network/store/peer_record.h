// What is known of a peer beside its entry: one row of the table peer_state. Each function writes its own
// columns, because several nodes and commands write at once. Meaning: outbox/peer_state.h.
#pragma once

#include "gateway/core/diag/delivery_reason.h"
#include "gateway/network/store/rows/transaction.h"

#include <string_view>

namespace renkei::store {

struct PeerRecord {
    Millis unreachable_until = 0; // unless it is renewed
    Millis next_probe = 0;
    diag::DeliveryReason reason{}; // of its being unreachable
    Millis expiry_start = 0;       // of all its deliveries; 0: each from when it was queued
};

diag::Result<PeerRecord> peer_record(const Snapshot& snapshot, std::string_view peer); // none: all empty
diag::Result<void> set_unreachable(Transaction& transaction, std::string_view peer, Millis until,
                                   Millis next_probe, const diag::DeliveryReason& reason);
diag::Result<void> clear_unreachable(Transaction& transaction, std::string_view peer);
diag::Result<void> set_expiry_start(Transaction& transaction, std::string_view peer, Millis start);

} // namespace renkei::store
