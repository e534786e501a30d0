// The record in the store that a peer is unreachable, and why. The outbox renews it; without renewal it
// expires, because a node may die.
#pragma once

#include "gateway/network/store/store.h"

#include <optional>
#include <string>

namespace renkei::outbox {

struct UnreachablePeer {
    diag::DeliveryReason reason{}; // as of an attempt
    base::Millis next_probe = 0;   // time of the next probe
};

diag::Result<void> record_unreachable(store::Store& store, std::string_view peer,
                                      const UnreachablePeer& unreachable, base::Millis until);
diag::Result<void> clear_unreachable(store::Store& store, std::string_view peer);
diag::Result<std::optional<UnreachablePeer>> find_unreachable(const store::Snapshot& snapshot,
                                                              std::string_view peer, base::Millis now);

} // namespace renkei::outbox
