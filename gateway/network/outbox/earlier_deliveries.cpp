#include "gateway/network/outbox/earlier_deliveries.h"

#include "gateway/network/policy/decide.h"
#include "gateway/network/seal/hash.h"

#include <algorithm>

namespace renkei::outbox {

using diag::DeliveryReason;
using diag::ReasonCode;
using store::Delivery;
using store::DeliveryState;

namespace {

// The wanted deliveries of the same document to the same peer.
template <class IsWanted>
diag::Result<std::vector<Delivery>> others_of(const store::Snapshot& snapshot, const Delivery& delivery,
                                              const IsWanted& is_wanted) {
    constexpr std::uint32_t many = 1000;
    std::vector<Delivery> out;
    for (std::string after; true;) {
        TRY(std::vector<Delivery> page,
            snapshot.deliveries(
                {.peer = delivery.peer, .document = delivery.document, .after = after, .limit = many}));
        const bool is_last = page.size() < many;
        after = page.empty() ? std::string() : page.back().id;
        std::ranges::copy_if(page, std::back_inserter(out),
                             [&](const Delivery& it) { return it.id != delivery.id && is_wanted(it); });
        if (is_last) {
            return out;
        }
    }
}

} // namespace

diag::Result<std::vector<Delivery>> deliveries_before(const store::Snapshot& snapshot,
                                                      const Delivery& delivery) {
    TRY(std::vector<Delivery> out, others_of(snapshot, delivery, [](const Delivery& it) {
            return !it.withdraws && (it.state == DeliveryState::sending || it.may_have_arrived());
        }));
    std::ranges::sort(out, std::greater{}, [](const Delivery& it) { return it.version; });
    const auto delivered = std::ranges::find(out, DeliveryState::delivered, &Delivery::state);
    if (delivered != out.end()) {
        std::rotate(out.begin(), delivered, delivered + 1);
    }
    return out;
}

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
    TRY(const std::vector<Delivery> withdrawals, others_of(snapshot, delivery, [](const Delivery& it) {
            return it.withdraws && it.state == DeliveryState::delivered;
        }));
    std::uint32_t marked = 0; // versions up to this one
    for (const Delivery& each : withdrawals) {
        marked = each.version < delivery.version ? std::max(marked, each.version) : marked;
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
