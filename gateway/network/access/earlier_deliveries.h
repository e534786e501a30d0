// What a receiver was given of a document.
#pragma once

#include "gateway/network/store/rows/snapshot.h"

#include <string_view>
#include <vector>

namespace renkei::access {

// All deliveries of a document, in any state. `peer`: to this one; empty: to all.
diag::Result<std::vector<store::Delivery>>
deliveries_of(const store::Snapshot& snapshot, std::string_view document, std::string_view peer = {});
// Of the delivery's document to its peer, the others that brought a version, or may have (the answer was
// lost). The last delivered one first, then the others from the newest.
diag::Result<std::vector<store::Delivery>> deliveries_before(const store::Snapshot& snapshot,
                                                             const store::Delivery& delivery);

} // namespace renkei::access
