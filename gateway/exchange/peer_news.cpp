#include "gateway/exchange/peer_news.h"

#include <utility>

namespace renkei::exchange {
namespace {

constexpr base::Millis quiet_ms = 10'000; // between two lines of one peer's absence

} // namespace

bool PeerNews::is_away(const std::string& peer, const std::string& reason, base::Millis now) {
    const auto [at, is_first] = told_.try_emplace(peer);
    Told& told = at->second;
    const bool is_known = told.is_away && told.reason == reason;
    const bool is_soon = !is_first && now - told.at < quiet_ms;
    if (is_known || is_soon) {
        return false;
    }
    told = {.reason = reason, .at = now, .is_away = true};
    return true;
}

bool PeerNews::is_back(const std::string& peer) {
    const auto at = told_.find(peer);
    return at != told_.end() && std::exchange(at->second.is_away, false);
}

} // namespace renkei::exchange
