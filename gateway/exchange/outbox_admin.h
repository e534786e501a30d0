// What an operator does with deliveries. Every change is audited.
#pragma once

#include "gateway/store/store.h"

namespace renkei::exchange {

// Why those that wait do so, and when they are due, is told as it stands now (standing.h).
diag::Result<std::vector<store::Delivery>> list_deliveries(const store::Store& store, const store::DeliveryQuery& query);
diag::Result<store::Delivery> show_delivery(const store::Store& store, std::string_view id);

// A dead, cancelled or waiting one is due now. If it had ended, what is for its peer has all its time before it again (patience.h).
diag::Result<store::Delivery> retry_delivery(store::Store& store, std::string_view id);
// One that waits, lies in a mailbox or is dead is not delivered any more.
diag::Result<store::Delivery> cancel_delivery(store::Store& store, std::string_view id);

struct Changed {
    std::size_t deliveries = 0;
    std::size_t waited = 0; // of these: they waited, and not for others only
    std::size_t due = 0;    // besides: they wait, and were due already, so that nothing was changed in them
    std::size_t held = 0;   // of all that are due now: their peer is revoked
    std::size_t away = 0;   // nothing is sent to their peer until it answers
};
// The same for all of a peer (empty: of all peers) that are dead or wait for their time, and for all of a peer's that wait, are dead or
// lie in its mailbox; of those nothing is due.
diag::Result<Changed> retry_all_for(store::Store& store, const std::string& peer);
diag::Result<Changed> cancel_all_for(store::Store& store, const std::string& peer);

// What is kept for a peer while it is revoked; of no peer: for all of them.
struct Held {
    std::uint64_t deliveries = 0; // go out by themselves when it is let in again
    std::uint64_t mailbox = 0;    // it may fetch them then
};
diag::Result<Held> held_for(const store::Store& store, const std::string& peer);

// Nothing is delivered by itself until it is resumed; what was delivered before is not delivered again.
diag::Result<void> pause_deliveries(store::Store& store);
diag::Result<void> pause_deliveries(store::Transaction& transaction); // together with what else is written
diag::Result<void> resume_deliveries(store::Store& store);
diag::Result<bool> are_deliveries_paused(const store::Store& store);

} // namespace renkei::exchange
