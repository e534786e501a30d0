#include "gateway/network/http/peer_limits.h"

#include <algorithm>
#include <cmath>

namespace renkei::http {

bool PeerLimits::enter(const std::string& peer) {
    const std::lock_guard lock(mutex_);
    Account& account = accounts_[peer];
    if (account.connections >= connections_) {
        return false;
    }
    ++account.connections;
    return true;
}

void PeerLimits::leave(const std::string& peer) {
    const std::lock_guard lock(mutex_);
    --accounts_[peer].connections;
}

std::optional<unsigned> PeerLimits::request(const std::string& peer, Instant now) {
    const std::lock_guard lock(mutex_);
    Account& account = accounts_[peer];
    const double burst = std::max(1.0, rate_);
    const double passed = std::chrono::duration<double>(now - account.filled).count();
    account.tokens =
        account.filled == Instant{} ? burst : std::min(burst, account.tokens + std::max(0.0, passed) * rate_);
    account.filled = now;
    if (account.tokens >= 1) {
        account.tokens -= 1;
        return std::nullopt;
    }
    return static_cast<unsigned>(std::max(1.0, std::ceil((1 - account.tokens) / rate_)));
}

} // namespace renkei::http
