// What the outbox writes at once: how deliveries ended, leases of those still under way, and which are claimed next.
#pragma once

#include "gateway/exchange/ending.h"
#include "gateway/store/store.h"

namespace renkei::exchange {

// A delivery that is still under way here when its lease is about to end.
struct Renewal {
    std::string delivery{};
    std::string node{};
};
struct Turn {
    base::Millis now = 0;
    std::vector<Ending> endings{};
    std::vector<Renewal> renew{};
    std::vector<std::string> busy{};  // peers of which nothing is claimed
    std::uint32_t limit = 0;          // 0: nothing is claimed
};
struct Claimed {
    std::vector<store::Delivery> deliveries{};
    bool is_paused = false;
};
diag::Result<Claimed> carry_out(store::Store& store, const Turn& turn, const Schedule& schedule);

} // namespace renkei::exchange
