// What an operator does with deliveries. Every change is audited.
#pragma once

#include "gateway/store/store.h"

namespace renkei::exchange {

// What waits for a revoked peer has the reason "revoked".
diag::Result<std::vector<store::Delivery>> list_deliveries(const store::Store& store, const store::DeliveryQuery& query);
diag::Result<store::Delivery> show_delivery(const store::Store& store, std::string_view id);

// A dead, cancelled or waiting one is due now. One that is older than the schedule allows gets one attempt more.
diag::Result<store::Delivery> retry_delivery(store::Store& store, std::string_view id);
// One that waits, lies in a mailbox or is dead is not delivered any more.
diag::Result<store::Delivery> cancel_delivery(store::Store& store, std::string_view id);

// The same for all dead letters of a peer (empty: of all peers), and for all of a peer's that wait, are dead or lie in its mailbox; how many.
diag::Result<std::size_t> retry_dead(store::Store& store, const std::string& peer);
diag::Result<std::size_t> cancel_all_for(store::Store& store, const std::string& peer);

// What is kept for a peer while it is revoked.
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
