#include "gateway/exchange/patience.h"

#include <algorithm>
#include <charconv>

namespace renkei::exchange {
namespace {

// A setting of the store for each peer that was let in again.
std::string setting_of(std::string_view peer) { return "deliveries.counted_from:" + std::string(peer); }

} // namespace

diag::Result<base::Millis> counted_from(const store::Snapshot& snapshot, std::string_view peer) {
    TRY(const std::string text, snapshot.setting(setting_of(peer)));
    base::Millis out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out); // none: 0
    return out;
}

diag::Result<void> count_from(store::Transaction& transaction, std::string_view peer, base::Millis now) {
    return transaction.set(setting_of(peer), std::to_string(now));
}

bool has_waited_too_long(const store::Delivery& delivery, base::Millis from, base::Millis now, const Schedule& schedule) {
    return now - std::max(delivery.created, from) >= schedule.give_up_ms;
}

diag::Result<bool> has_waited_too_long(const store::Snapshot& snapshot, const store::Delivery& delivery, base::Millis now, const Schedule& schedule) {
    if (!has_waited_too_long(delivery, 0, now, schedule)) {
        return false;
    }
    TRY(const std::optional<policy::Peer> peer, snapshot.peer(delivery.peer));
    TRY(const base::Millis from, counted_from(snapshot, delivery.peer));
    const bool is_held = peer && peer->revoked;
    return !is_held && has_waited_too_long(delivery, from, now, schedule);
}

} // namespace renkei::exchange
