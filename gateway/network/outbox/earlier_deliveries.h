// Earlier deliveries of a document to the same peer, and why a version is not sent any more.
#pragma once

#include "gateway/network/store/snapshot.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::outbox {

// Deliveries of the document to the same peer that brought a version, or may have (the answer was lost). The
// last delivered one first, then the others from the newest.
diag::Result<std::vector<store::Delivery>> deliveries_before(const store::Snapshot& snapshot,
                                                             const store::Delivery& delivery);

// Does the peer have a newer version than this delivery brings?
diag::Result<bool> has_newer(const store::Snapshot& snapshot, const store::Delivery& delivery);

// Why the version of this delivery is not sent to a peer that it names: it is withdrawn, the peer has a newer
// version, or the newest version does not name the peer. nullopt: it is sent.
diag::Result<std::optional<diag::DeliveryReason>>
outdated(const store::Snapshot& snapshot, const store::Delivery& delivery, const policy::Peer& peer);

} // namespace renkei::outbox
