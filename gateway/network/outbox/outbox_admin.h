// What an operator does with deliveries. Every change is audited.
#pragma once

#include "gateway/network/store/store.h"

namespace renkei::outbox {

// Reason and due time of waiting deliveries are computed now (waiting_reason.h).
diag::Result<std::vector<store::Delivery>> list_deliveries(const store::Store& store,
                                                           const store::DeliveryQuery& query);
diag::Result<store::Delivery> show_delivery(const store::Store& store, std::string_view id);

// Makes a dead, cancelled or waiting delivery due now. If it had ended, the time of its peer's deliveries
// starts again (peer_state.h).
diag::Result<store::Delivery> retry_delivery(store::Store& store, std::string_view id);
// Cancels a waiting, mailbox or dead delivery.
diag::Result<store::Delivery> cancel_delivery(store::Store& store, std::string_view id);

struct ChangedDeliveries {
    std::size_t deliveries = 0;
    std::size_t waited = 0;      // of these: waited before
    std::size_t due = 0;         // besides: were due already, nothing changed
    std::size_t held = 0;        // of all due ones: the peer is revoked
    std::size_t unreachable = 0; // of all due ones: the peer is unreachable
};
// Retries all dead or delayed deliveries of a peer (empty: of all peers); cancels all waiting, dead or
// mailbox deliveries of a peer.
diag::Result<ChangedDeliveries> retry_all_for(store::Store& store, const std::string& peer);
diag::Result<ChangedDeliveries> cancel_all_for(store::Store& store, const std::string& peer);

// What is held for a revoked peer; empty id: for all peers.
struct HeldDeliveries {
    std::uint64_t deliveries = 0; // sent when the peer is admitted again
    std::uint64_t mailbox = 0;    // fetched by the peer then
};
diag::Result<HeldDeliveries> held_for(const store::Store& store, const std::string& peer);

// Stops all sending until resume; delivered deliveries are not repeated.
diag::Result<void> pause_deliveries(store::Store& store);
diag::Result<void> pause_deliveries(store::Transaction& transaction); // as part of another transaction
diag::Result<void> resume_deliveries(store::Store& store);
diag::Result<bool> are_deliveries_paused(const store::Store& store);

} // namespace renkei::outbox
