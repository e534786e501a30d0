#include "gateway/network/outbox/expiry.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace renkei::outbox {
namespace {

// A setting of the store for each peer that was let in again.
std::string expiry_start_setting(std::string_view peer) {
    return "deliveries.counted_from:" + std::string(peer);
}

} // namespace

diag::Result<base::Millis> expiry_start(const store::Snapshot& snapshot, std::string_view peer) {
    TRY(const std::string text, snapshot.setting(expiry_start_setting(peer)));
    base::Millis out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out); // none: 0
    return out;
}

diag::Result<void> restart_expiry(store::Transaction& transaction, std::string_view peer, base::Millis now) {
    return transaction.set(expiry_start_setting(peer), std::to_string(now));
}

base::Millis expires_at(const store::Delivery& delivery, base::Millis from, const RetrySchedule& schedule) {
    return std::max(delivery.created, from) + schedule.expire_ms;
}

diag::Result<base::Millis> expires_at(const store::Snapshot& snapshot, const store::Delivery& delivery,
                                      base::Millis now, const RetrySchedule& schedule) {
    if (const base::Millis at_least = expires_at(delivery, 0, schedule); at_least > now) {
        return at_least;
    }
    TRY(const std::optional<policy::Peer> peer, snapshot.peer(delivery.peer));
    if (peer && peer->revoked) {
        return std::numeric_limits<base::Millis>::max();
    }
    TRY(const base::Millis from, expiry_start(snapshot, delivery.peer));
    return expires_at(delivery, from, schedule);
}

} // namespace renkei::outbox
