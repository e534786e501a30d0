// How long deliveries wait for their peer before they are given up: since they were queued, or since patience began anew.
#pragma once

#include "gateway/exchange/delivery.h"
#include "gateway/store/transaction.h"

namespace renkei::exchange {

// From when on the peer's deliveries are counted, however old they are; 0: each from when it was queued.
diag::Result<base::Millis> counted_from(const store::Snapshot& snapshot, std::string_view peer);
// The peer is let in again, or an operator retries: what is for it has all its time before it.
diag::Result<void> count_from(store::Transaction& transaction, std::string_view peer, base::Millis now);

// When it is given up, if it is not delivered by then.
base::Millis end_of_patience(const store::Delivery& delivery, base::Millis from, const Schedule& schedule);
// As the store has it now; never for a revoked peer, for which everything is held. One that lies ahead may be later yet: it is asked
// for again when it has come.
diag::Result<base::Millis> end_of_patience(const store::Snapshot& snapshot, const store::Delivery& delivery, base::Millis now, const Schedule& schedule);

} // namespace renkei::exchange
