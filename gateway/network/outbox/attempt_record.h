// The record of one attempt of a delivery, and what it changes in the store.
#pragma once

#include "gateway/network/outbox/delivery.h"
#include "gateway/network/store/rows/transaction.h"

namespace renkei::outbox {

struct AttemptRecord {
    enum class Kind : std::uint8_t {
        attempted,
        postponed,  // not a failure: it is due again after `delay_ms`
        cancelled,  // nothing is left to deliver
        to_mailbox, // the peer fetches it
        lost,       // another node has claimed it: nothing to write
    };
    Kind kind = Kind::lost;
    store::Delivery delivery{};      // as it was claimed
    Attempt attempt{};               // cancelled, postponed: its reason, if there is more to say
    bool was_sent = false;           // a request was sent to the receiver
    bool is_outdated = false;        // it failed, but the peer became reachable after it began: due at once
    bool is_peer_responsive = false; // the peer answered other deliveries recently
    std::int64_t delay_ms = 0;
    double random01 = 0;
    std::vector<AttemptRecord> others{}; // of the deliveries that went with it; what is said of the peer is
                                         // said here
};

// Writes it with its audit event; returns the deliveries that are dead now. Does nothing if another node has
// claimed the delivery after our lease ended, unless it was delivered. What was claimed with it and did not
// go with it waits again.
diag::Result<std::vector<store::Delivery>> record(store::Transaction& transaction,
                                                  const AttemptRecord& attempt_record, base::Millis now,
                                                  const RetrySchedule& schedule);
// The same without text of the receiver, for a store that rejects that text.
AttemptRecord without_remote_text(AttemptRecord attempt_record);
// Marks a delivery dead that expired while its peer was unreachable; `why` is the reason of that.
diag::Result<store::Delivery> record_expired(store::Transaction& transaction, store::Delivery row,
                                             const diag::DeliveryReason& why, base::Millis now);

} // namespace renkei::outbox
