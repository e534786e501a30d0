// Many deliveries, gone through page by page: all that waits for a peer when it is back, when it has been away too long, and what an
// operator changes at once.
#pragma once

#include "gateway/exchange/delivery.h"
#include "gateway/store/store.h"

namespace renkei::exchange {

struct Walked {
    std::size_t seen = 0;
    std::size_t changed = 0;
    std::vector<store::Delivery> first{}; // of these, some; they may be thousands
};
using Wanted = std::function<bool(const store::Delivery&)>;
using Change = std::function<diag::Result<std::optional<store::Delivery>>(store::Transaction&, store::Delivery)>; // nothing: left as it is
// Changes each that is found and wanted, unless it has another state meanwhile; some hundreds in one transaction. `walked` has what was
// committed, also when the next transaction fails.
diag::Result<void> change_each(store::Store& store, store::DeliveryQuery query, const Wanted& is_wanted, const Change& change, Walked& walked);

// Deliveries that waited by themselves are due now, and what had held up any is forgotten; how many.
diag::Result<std::size_t> bring_forward(store::Store& store, const std::string& peer, base::Millis now);

struct GivenUp {
    std::size_t dead = 0;
    std::vector<store::Delivery> first{}; // of these, some
    std::size_t left = 0;                 // that wait on; not all are counted if it failed
};
// Deliveries that have waited longer than the schedule allows become dead letters; `why` their peer was away. `out` has those that did, also
// when it then fails.
diag::Result<void> give_up(store::Store& store, const std::string& peer, const std::string& why, base::Millis now, const Schedule& schedule, GivenUp& out);

} // namespace renkei::exchange
