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
    std::vector<std::string> busy{};  // peers of which nothing is claimed: enough is here, they are away, or they are revoked
    std::uint32_t limit = 0;          // 0: nothing is claimed
};
struct Claimed {
    std::vector<store::Delivery> deliveries{};
    bool is_paused = false;
};
// What became of the endings, for the log.
struct Recorded {
    std::size_t reworded = 0; // that the store took only in our own words
    std::size_t dropped = 0;  // that it did not take at all: those deliveries are claimed again when their lease has ended
    std::vector<store::Delivery> dead{}; // what they made a dead letter of
};
// An ending that the store does not take holds up no other. An error: it takes nothing any more; what it took before is gone from the turn,
// and is in `recorded` all the same.
diag::Result<Claimed> carry_out(store::Store& store, Turn& turn, const Schedule& schedule, Recorded& recorded);

} // namespace renkei::exchange
