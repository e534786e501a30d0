// One write of the outbox to the store: results of deliveries, renewed leases, newly claimed deliveries.
#pragma once

#include "gateway/network/outbox/attempt_record.h"
#include "gateway/network/store/store.h"

namespace renkei::outbox {

// A delivery in flight whose lease is about to end.
struct LeaseRenewal {
    std::string delivery{};
    std::string node{};
};
struct OutboxCycle {
    base::Millis now = 0;
    std::vector<AttemptRecord> records{};
    std::vector<LeaseRenewal> renew{};
    // nothing is claimed for these peers: enough is queued, unreachable, or revoked
    std::vector<std::string> busy{};
    std::uint32_t limit = 0; // 0: nothing is claimed
};
struct ClaimedDeliveries {
    std::vector<store::Delivery> deliveries{};
    bool is_paused = false;
};
// What was written, for the log.
struct CycleResult {
    std::size_t reworded = 0; // accepted by the store only without remote text
    std::size_t dropped = 0;  // not accepted: those deliveries are claimed again after their lease ended
    std::vector<store::Delivery> dead{}; // deliveries that are dead now
};
// A record that the store rejects does not block the others. An error: the store accepts nothing any more;
// records written before are removed from the cycle and counted in `recorded`.
diag::Result<ClaimedDeliveries> run_cycle(store::Store& store, OutboxCycle& cycle,
                                          const RetrySchedule& schedule, CycleResult& recorded);

} // namespace renkei::outbox
