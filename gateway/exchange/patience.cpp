#include "gateway/exchange/patience.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace renkei::exchange {
namespace {

// A setting of the store for each peer that was let in again.
std::string counted_from_setting(std::string_view peer) { return "deliveries.counted_from:" + std::string(peer); }

} // namespace

diag::Result<base::Millis> counted_from(const store::Snapshot& snapshot, std::string_view peer) {
    TRY(const std::string text, snapshot.setting(counted_from_setting(peer)));
    base::Millis out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out); // none: 0
    return out;
}

diag::Result<void> count_from(store::Transaction& transaction, std::string_view peer, base::Millis now) {
    return transaction.set(counted_from_setting(peer), std::to_string(now));
}

base::Millis end_of_patience(const store::Delivery& delivery, base::Millis from, const Schedule& schedule) {
    return std::max(delivery.created, from) + schedule.give_up_ms;
}

diag::Result<base::Millis> end_of_patience(const store::Snapshot& snapshot, const store::Delivery& delivery, base::Millis now, const Schedule& schedule) {
    if (const base::Millis at_least = end_of_patience(delivery, 0, schedule); at_least > now) {
        return at_least;
    }
    TRY(const std::optional<policy::Peer> peer, snapshot.peer(delivery.peer));
    if (peer && peer->revoked) {
        return std::numeric_limits<base::Millis>::max();
    }
    TRY(const base::Millis from, counted_from(snapshot, delivery.peer));
    return end_of_patience(delivery, from, schedule);
}

} // namespace renkei::exchange
