#include "gateway/network/outbox/unreachable_peer.h"

#include "gateway/network/store/stored_reason.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace renkei::outbox {
namespace {

// A setting of the store for each unreachable peer: "UNTIL NEXT_PROBE CODE ARGUMENTS" of the reason, or
// empty.
std::string unreachable_setting(std::string_view peer) { return "deliveries.away:" + std::string(peer); }

} // namespace

diag::Result<void> record_unreachable(store::Store& store, std::string_view peer,
                                      const UnreachablePeer& unreachable, base::Millis until) {
    return store.write([&](store::Transaction& transaction) {
        return transaction.set(unreachable_setting(peer),
                               fmt::format("{} {} {} {}", until, unreachable.next_probe,
                                           unreachable.reason.code(),
                                           store::arguments_json(unreachable.reason)));
    });
}

diag::Result<void> clear_unreachable(store::Store& store, std::string_view peer) {
    TRY(const std::string recorded, store.read_value<std::string>([&](const store::Snapshot& snapshot) {
        return snapshot.setting(unreachable_setting(peer));
    }));
    return recorded.empty() ? diag::Result<void>() : store.write([&](store::Transaction& transaction) {
        return transaction.set(unreachable_setting(peer), "");
    });
}

diag::Result<std::optional<UnreachablePeer>> find_unreachable(const store::Snapshot& snapshot,
                                                              std::string_view peer, base::Millis now) {
    TRY(const std::string recorded, snapshot.setting(unreachable_setting(peer)));
    std::istringstream text(recorded);
    base::Millis until = 0;
    UnreachablePeer out;
    if (!(text >> until >> out.next_probe) || until <= now) {
        return std::nullopt;
    }
    std::string reason;
    text.get(); // the blank
    std::getline(text, reason);
    const std::size_t code = std::min(reason.find(" ["), reason.size());
    out.reason = store::read_reason(reason.substr(0, code), reason.substr(std::min(code + 1, reason.size())));
    return out;
}

} // namespace renkei::outbox
