// What a receiver was given of a document.
#pragma once

#include "gateway/network/store/snapshot.h"

#include <vector>

namespace renkei::access {

// All deliveries of this one's document to its peer.
diag::Result<std::vector<store::Delivery>> deliveries_of_same(const store::Snapshot& snapshot,
                                                              const store::Delivery& delivery);
// The others of them that brought a version, or may have (the answer was lost). The last delivered one first,
// then the others from the newest.
diag::Result<std::vector<store::Delivery>> deliveries_before(const store::Snapshot& snapshot,
                                                             const store::Delivery& delivery);

} // namespace renkei::access
