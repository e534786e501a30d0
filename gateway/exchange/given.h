// What a receiver was given of a document, and may no longer be given.
#pragma once

#include "gateway/store/snapshot.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::exchange {

// Deliveries of the document to the same peer that brought a version, or may have brought one: an answer that was lost may
// have said so. The last one that was delivered first, then the newest.
diag::Result<std::vector<store::Delivery>> given_before(const store::Snapshot& snapshot, const store::Delivery& delivery);

// Was a version delivered to the peer that is newer than the one of this delivery?
diag::Result<bool> has_newer(const store::Snapshot& snapshot, const store::Delivery& delivery);

// Why the version of this delivery is not handed over any more: the document is withdrawn, the peer has a newer version, or
// a newer version does not name the peer. Nothing: it is handed over.
diag::Result<std::optional<std::string>> outdated(const store::Snapshot& snapshot, const store::Delivery& delivery,
                                                  const policy::Peer& peer);

} // namespace renkei::exchange
