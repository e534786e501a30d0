// What an operator does with deliveries. Every change is audited.
#pragma once

#include "gateway/store/store.h"

namespace renkei::exchange {

diag::Result<std::vector<store::Delivery>> list_deliveries(const store::Store& store, const store::DeliveryQuery& query);
diag::Result<store::Delivery> show_delivery(const store::Store& store, std::string_view id);

// A dead, cancelled or waiting one is due now. One that is older than the schedule allows gets one attempt more.
diag::Result<store::Delivery> retry_delivery(store::Store& store, std::string_view id);
// One that waits, lies in a mailbox or is dead is not delivered any more.
diag::Result<store::Delivery> cancel_delivery(store::Store& store, std::string_view id);

// Nothing is delivered by itself until it is resumed; what was delivered before is not delivered again.
diag::Result<void> pause_deliveries(store::Store& store);
diag::Result<void> pause_deliveries(store::Transaction& transaction); // together with what else is written
diag::Result<void> resume_deliveries(store::Store& store);
diag::Result<bool> are_deliveries_paused(const store::Store& store);

} // namespace renkei::exchange
