#include "gateway/network/outbox/earlier_deliveries.h"

#include "gateway/network/access/earlier_deliveries.h"
#include "gateway/network/seal/hash.h"

#include <algorithm>

namespace renkei::outbox {

using diag::DeliveryReason;
using diag::ReasonCode;
using store::Delivery;
using store::DeliveryState;

diag::Result<WithdrawalNotice> notice_about(const store::Snapshot& snapshot, const Delivery& delivery,
                                            const std::vector<Delivery>& before) {
    // that another gateway takes in one notice; older ones were superseded long ago
    constexpr std::size_t most = 1000;
    const Delivery& last = before.front();
    TRY(const policy::Access access, snapshot.access(delivery.document, last.version));
    WithdrawalNotice out{.kind = delivery.withdraws ? NoticeKind::withdrawn : NoticeKind::superseded,
                         .sender = policy::numbers_of(access.senders),
                         .document = delivery.document,
                         .version = delivery.version,
                         .delivery = last.id,
                         .known_as = last.remote_location,
                         .delivered_version = last.version,
                         .sha256 = last.file_sha ? seal::to_hex(*last.file_sha) : std::string()};
    for (std::size_t i = 0; delivery.withdraws && i < std::min(before.size(), most); ++i) {
        out.deliveries.push_back(before[i].id);
    }
    return out;
}

diag::Result<std::vector<Delivery>> unmarked(const store::Snapshot& snapshot, const Delivery& delivery,
                                             std::vector<Delivery> before) {
    TRY(const std::vector<Delivery> all, access::deliveries_of(snapshot, delivery.document, delivery.peer));
    std::uint32_t marked = 0; // versions up to this one
    for (const Delivery& each : all) {
        const bool is_withdrawn = each.withdraws && each.state == DeliveryState::delivered;
        marked = is_withdrawn && each.version < delivery.version ? std::max(marked, each.version) : marked;
    }
    const bool has_delivered = !before.empty() && before.front().state == DeliveryState::delivered;
    if (!delivery.withdraws && has_delivered) {
        marked = std::max(marked, before.front().version - 1);
    }
    std::erase_if(before,
                  [&](const Delivery& it) { return it.version <= marked || it.version >= delivery.version; });
    return before;
}

diag::Result<bool> has_newer(const store::Snapshot& snapshot, const Delivery& delivery) {
    TRY(const std::vector<Delivery> before, access::deliveries_before(snapshot, delivery));
    return std::ranges::any_of(before, [&](const Delivery& it) {
        return it.state == DeliveryState::delivered && it.version > delivery.version;
    });
}

diag::Result<std::optional<DeliveryReason>> outdated(const store::Snapshot& snapshot,
                                                     const Delivery& delivery, policy::DeliveryAccess access,
                                                     std::uint32_t newest) {
    if (access == policy::DeliveryAccess::withdrawn) {
        return std::optional<DeliveryReason>(ReasonCode::version_gone);
    }
    if (newest > delivery.version) {
        TRY(const bool is_late, has_newer(snapshot, delivery));
        if (is_late) {
            return std::optional<DeliveryReason>(ReasonCode::superseded);
        }
    }
    return access == policy::DeliveryAccess::left_out
               ? std::optional<DeliveryReason>(ReasonCode::receiver_changed)
               : std::nullopt;
}

} // namespace renkei::outbox
