// Deliveries in mailboxes that the care hub closes to their peers (access::DocumentRights::may_go()). There
// may be thousands of them, so that it is written down which are closed, and they wait outside of what a
// peer's poll walks. It holds until the day ends, as the decision does, or until something changes on which
// it rests: each write of that invalidates it. A gateway without a hub does not look at it.
#pragma once

#include "gateway/network/store/rows/transaction.h"
#include "gateway/network/store/session/session.h"

#include <span>
#include <string>
#include <string_view>

namespace renkei::store {

// A decision about one of them.
struct ClosedDelivery {
    std::string id{};
    std::int64_t changes = 0; // Delivery::changes, when it was decided
    Millis until = 0;         // closed until then; 0: it is not, or may open at any time
};

// Is there any of the peer's that was closed, and has to be decided again at this moment? Of a clock that
// was set back nothing is believed that was written down on a later day.
diag::Result<bool> has_run_out(const Snapshot& snapshot, std::string_view peer, Millis at);
// How often what is kept about persons has changed in this store, for close().
diag::Result<std::string> record_changes(const Snapshot& snapshot);
// Writes down what was decided in one snapshot. Nothing, if records have changed since, or the peer's entry;
// of a delivery nothing, if something else has changed on which its decision rests. False: records or the
// entry have changed, so nothing of that snapshot holds.
diag::Result<bool> close(Transaction& transaction, const policy::Peer& peer, std::string_view record_changes,
                         std::span<const ClosedDelivery> decided);

// After something has changed.
diag::Result<void> invalidate_closed(Transaction& transaction); // for all: the hub's rules, an insurer
diag::Result<void> invalidate_closed_for_peer(Session& session, std::string_view peer);
diag::Result<void> invalidate_closed_about_document(Session& session, std::string_view document); // 16 bytes
diag::Result<void> invalidate_closed_about_person(Session& session,
                                                  const Hash& person); // under all linked numbers
// Before it is written down that an insurer gave the number, if that is not known yet.
diag::Result<void> invalidate_closed_about_new_insured(Session& session, const Hash& person);
// Until the transaction ends, no other one counts a change of records. Returns record_changes().
diag::Result<std::string> lock_record_changes(Session& session);
// Counts one, with the same lock.
diag::Result<void> count_record_change(Session& session);

} // namespace renkei::store
