#include "gateway/network/outbox/peer_log_throttle.h"

#include <utility>

namespace renkei::outbox {
namespace {

constexpr base::Millis quiet_ms = 10'000; // between two lines of one peer's absence

} // namespace

bool PeerLogThrottle::should_log_unreachable(const std::string& peer, const diag::DeliveryReason& reason,
                                             base::Millis now) {
    const auto [at, is_first] = last_logged_.try_emplace(peer);
    LastLogged& last = at->second;
    const bool is_known = last.should_log_unreachable && last.reason == reason;
    const bool is_soon = !is_first && now - last.at < quiet_ms;
    if (is_known || is_soon) {
        return false;
    }
    last = {.reason = reason, .at = now, .should_log_unreachable = true};
    return true;
}

bool PeerLogThrottle::should_log_reachable(const std::string& peer) {
    const auto at = last_logged_.find(peer);
    return at != last_logged_.end() && std::exchange(at->second.should_log_unreachable, false);
}

} // namespace renkei::outbox
