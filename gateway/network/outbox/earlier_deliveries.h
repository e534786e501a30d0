// Earlier deliveries of a document to the same peer, and why a version is not sent any more.
#pragma once

#include "gateway/network/outbox/withdrawal_notice.h"
#include "gateway/network/store/snapshot.h"

#include <optional>
#include <vector>

namespace renkei::outbox {

// Deliveries of the document to the same peer that brought a version, or may have (the answer was lost). The
// last delivered one first, then the others from the newest.
diag::Result<std::vector<store::Delivery>> deliveries_before(const store::Snapshot& snapshot,
                                                             const store::Delivery& delivery);

// The notice about what a receiver has: the one that `delivery` brings if it withdraws, else the one about
// the file that its version takes the place of. `before`: deliveries_before(), not empty.
diag::Result<WithdrawalNotice> notice_about(const store::Snapshot& snapshot, const store::Delivery& delivery,
                                            const std::vector<store::Delivery>& before);
// The deliveries of `before` that the notice of this one is to name. A withdrawal names all since the last
// withdrawal; a version only those of them that no version delivered later has superseded already.
diag::Result<std::vector<store::Delivery>> unmarked(const store::Snapshot& snapshot,
                                                    const store::Delivery& delivery,
                                                    std::vector<store::Delivery> before);

// Does the peer have a newer version than this delivery brings?
diag::Result<bool> has_newer(const store::Snapshot& snapshot, const store::Delivery& delivery);

// Why the version of this delivery is not sent to a peer that it names: it is withdrawn, the peer has a newer
// version, or the newest version does not name the peer. nullopt: it is sent.
diag::Result<std::optional<diag::DeliveryReason>>
outdated(const store::Snapshot& snapshot, const store::Delivery& delivery, const policy::Peer& peer);

} // namespace renkei::outbox
