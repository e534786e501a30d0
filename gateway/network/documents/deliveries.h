// The deliveries of a version: its receivers, and the receivers of withdrawals of earlier versions.
#pragma once

#include "gateway/network/documents/parsed_document.h"
#include "gateway/network/store/rows/transaction.h"

#include <span>

namespace renkei::documents {

// Is one of these numbers the peer's?
bool is_named(const policy::Peer& peer, std::span<const policy::Identifier> organisations);

// Where a delivery waits. Those of one order go one after the other: of one peer and person those of one
// form, and of all forms that are exchanged as sets. `together`: store::Delivery::together; of one request.
struct Line {
    store::Hash order{};
    std::optional<store::Hash> together{};
};
Line line_of(const store::Hash& key, const policy::Peer& peer, const ParsedDocument& parsed,
             const store::Version& version, base::Millis began);

// Of the version to the peer, behind `earlier` deliveries of the same document. An unfinished earlier
// delivery of the document keeps its line, so that versions arrive in their order.
store::Delivery delivery_to(const policy::Peer& peer, const store::Version& version, const Line& line,
                            std::span<const store::Delivery> earlier, base::Millis now);

struct QueuedWithdrawals {
    std::uint32_t withdrawals = 0;       // queued, or waiting in a mailbox, or dead
    std::vector<store::Delivery> dead{}; // of these: the peer's way has no message for a withdrawal
};
// Called after `version` was added, which is a withdrawal, or a new version that names only `still_named`.
// For all other peers: what was not handed over yet is cancelled; a withdrawal is queued if the peer was
// given an earlier version, may have been, or is being given one, unless a withdrawal of it waits already or
// has been delivered.
diag::Result<QueuedWithdrawals> queue_withdrawals(store::Transaction& transaction,
                                                  const store::Version& version,
                                                  std::span<const policy::Identifier> still_named,
                                                  std::span<const store::Delivery> earlier,
                                                  const std::vector<policy::Peer>& peers, base::Millis now);

// Cancels the waiting deliveries of versions up to `number`, also in mailboxes: these are shown no longer.
diag::Result<void> cancel_up_to(store::Transaction& transaction, std::string_view document,
                                std::uint32_t number, base::Millis now);

// Keyed hash of an Idempotency-Key.
store::Hash request_hash(const store::Hash& search_key, std::string_view idempotency_key);

} // namespace renkei::documents
