#include "gateway/network/outbox/earlier_deliveries.h"

#include "gateway/network/policy/decide.h"

#include <algorithm>

namespace renkei::outbox {

using diag::DeliveryReason;
using diag::ReasonCode;
using store::Delivery;
using store::DeliveryState;

diag::Result<std::vector<Delivery>> deliveries_before(const store::Snapshot& snapshot,
                                                      const Delivery& delivery) {
    constexpr std::uint32_t many = 1000;
    const auto is_content = [&](const Delivery& it) {
        return !it.withdraws && it.id != delivery.id &&
               (it.state == DeliveryState::sending || it.may_have_arrived());
    };
    std::vector<Delivery> out;
    for (std::string after; true;) {
        TRY(std::vector<Delivery> page,
            snapshot.deliveries(
                {.peer = delivery.peer, .document = delivery.document, .after = after, .limit = many}));
        const bool is_last = page.size() < many;
        after = page.empty() ? std::string() : page.back().id;
        std::ranges::copy_if(page, std::back_inserter(out), is_content);
        if (is_last) {
            break;
        }
    }
    std::ranges::sort(out, std::greater{}, [](const Delivery& it) { return it.version; });
    const auto delivered = std::ranges::find(out, DeliveryState::delivered, &Delivery::state);
    if (delivered != out.end()) {
        std::rotate(out.begin(), delivered, delivered + 1);
    }
    return out;
}

diag::Result<bool> has_newer(const store::Snapshot& snapshot, const Delivery& delivery) {
    TRY(const std::vector<Delivery> before, deliveries_before(snapshot, delivery));
    return std::ranges::any_of(before, [&](const Delivery& it) {
        return it.state == DeliveryState::delivered && it.version > delivery.version;
    });
}

diag::Result<std::optional<DeliveryReason>> outdated(const store::Snapshot& snapshot,
                                                     const Delivery& delivery, const policy::Peer& peer) {
    TRY(const policy::History history, snapshot.history(delivery.document));
    if (delivery.version <= history.withdrawn) {
        return std::optional<DeliveryReason>(ReasonCode::version_gone);
    }
    if (history.newest <= delivery.version) {
        return std::nullopt;
    }
    TRY(const bool is_late, has_newer(snapshot, delivery));
    if (is_late) {
        return std::optional<DeliveryReason>(ReasonCode::superseded);
    }
    return policy::may_deliver(peer, history, delivery.version) == policy::VersionAccess::shown
               ? std::nullopt
               : std::optional<DeliveryReason>(ReasonCode::receiver_changed);
}

} // namespace renkei::outbox
