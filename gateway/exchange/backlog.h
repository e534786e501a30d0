// All that waits for one peer, gone through page by page: when the peer is back, and when it has been away too long.
#pragma once

#include "gateway/exchange/delivery.h"
#include "gateway/store/store.h"

namespace renkei::exchange {

// Deliveries that waited by themselves are due now; how many.
diag::Result<std::size_t> bring_forward(store::Store& store, const std::string& peer, base::Millis now);

struct GivenUp {
    std::size_t dead = 0;
    std::size_t left = 0;
};
// Deliveries that have waited longer than the schedule allows become dead letters.
diag::Result<GivenUp> give_up(store::Store& store, const std::string& peer, base::Millis now, const Schedule& schedule);

} // namespace renkei::exchange
