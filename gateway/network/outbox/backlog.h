// Changes of many deliveries, page by page: deliveries of a peer that is reachable again, expired deliveries,
// and bulk commands of an operator.
#pragma once

#include "gateway/network/outbox/delivery.h"
#include "gateway/network/store/store.h"

namespace renkei::outbox {

struct BulkChange {
    std::size_t seen = 0;
    std::size_t changed = 0;
    std::vector<store::Delivery> first{}; // the first 20 of the changed ones
};
using DeliveryFilter = std::function<bool(const store::Delivery&)>;
// nullopt: unchanged
using DeliveryChange =
    std::function<diag::Result<std::optional<store::Delivery>>(store::Transaction&, store::Delivery)>;
// Changes each delivery that matches query and filter, unless its state changed meanwhile; some hundreds in
// one transaction. The count has what was committed, also when a later transaction fails.
diag::Result<void> change_each(store::Store& store, store::DeliveryQuery query,
                               const DeliveryFilter& is_wanted, const DeliveryChange& change,
                               BulkChange& change_count);

// Makes all waiting deliveries of the peer due now and clears their reasons; returns their number.
diag::Result<std::size_t> make_due_now(store::Store& store, const std::string& peer, base::Millis now);

struct ExpiredDeliveries {
    std::size_t dead = 0;
    std::vector<store::Delivery> first{}; // the first 20 of them
    std::size_t remaining = 0;            // still waiting; incomplete after an error
};
// Marks expired deliveries dead; `why`: the reason why their peer is unreachable. `out` is filled also when
// an error follows.
diag::Result<void> expire_deliveries(store::Store& store, const std::string& peer,
                                     const diag::DeliveryReason& why, base::Millis now,
                                     const RetrySchedule& schedule, ExpiredDeliveries& out);

} // namespace renkei::outbox
