// Why deliveries that wait do so, and when they are due: their own reason is not all of it, because they stand behind others, and what
// holds up a peer is not written to each.
#pragma once

#include "gateway/store/snapshot.h"

#include <span>

namespace renkei::exchange {

// Sets `reason`, and `due`: 0 if that is no matter of time.
diag::Result<void> tell_standing(const store::Snapshot& snapshot, std::span<store::Delivery> deliveries, base::Millis now);

// The reason of one that is retried and had ended: it is kept what for.
std::string retried_after(const store::Delivery& ended);

} // namespace renkei::exchange
