#include "gateway/network/outbox/waiting_reason.h"

#include "gateway/network/outbox/peer_state.h"
#include "gateway/network/outbox/sender.h"

#include <algorithm>
#include <map>

namespace renkei::outbox {
namespace {

using diag::ReasonCode;

// while the peer is revoked
constexpr DeliveryState held_states[] = {DeliveryState::waiting, DeliveryState::mailbox};

// Asks the store for each peer and each line once.
class WaitingReasons {
public:
    WaitingReasons(const store::Snapshot& snapshot, base::Millis now) : snapshot_(&snapshot), now_(now) {}

    diag::Result<void> begin() {
        TRY(peers_, snapshot_->peers());
        TRY(const std::string pause, snapshot_->setting(pause_setting));
        is_paused_ = !pause.empty();
        return {};
    }

    diag::Result<void> explain(Delivery& it) {
        const auto peer = std::ranges::find(peers_, it.peer, &policy::Peer::id);
        const bool is_held = std::ranges::find(held_states, it.state) != std::end(held_states) &&
                             peer != peers_.end() && peer->revoked;
        if (is_held) { // for that alone, whatever happened before
            return set(it, ReasonCode::revoked);
        }
        if (it.state != DeliveryState::waiting) {
            return {};
        }
        if (is_paused_) {
            return set(it, ReasonCode::paused);
        }
        TRY(const Delivery* const front, front_of(it));
        const bool goes_with_it = front->together && front->together == it.together;
        if (front->id == it.id || goes_with_it) {
            return explain_front(it);
        }
        return set(it, diag::behind(front->id).because(front->reason));
    }

private:
    static diag::Result<void> set(Delivery& it, DeliveryReason reason, base::Millis due = 0) {
        it.reason = std::move(reason);
        it.due = due;
        return {};
    }

    diag::Result<void> explain_front(Delivery& it) {
        TRY(const std::optional<UnreachablePeer>* const unreachable, cached_unreachable(it.peer));
        if (*unreachable) { // what its own last attempt failed for may be long over
            const base::Millis next_probe =
                (*unreachable)->next_probe > now_ ? std::max((*unreachable)->next_probe, it.due) : 0;
            return set(it, DeliveryReason(ReasonCode::away).because((*unreachable)->reason), next_probe);
        }
        return set(it, it.reason.empty() ? DeliveryReason(ReasonCode::next) : it.reason, it.due);
    }

    // With its explained reason.
    diag::Result<const Delivery*> front_of(const Delivery& it) {
        const auto [at, is_new] = fronts_.try_emplace({it.peer, it.order}, it);
        if (is_new) {
            TRY(std::optional<Delivery> found, snapshot_->front(it.peer, it.order));
            at->second = found ? *std::move(found) : it;
            if (at->second.state == DeliveryState::waiting) {
                TRY_VOID(explain_front(at->second));
            } else {
                at->second.reason = ReasonCode::being_sent;
            }
        }
        return &at->second;
    }

    diag::Result<const std::optional<UnreachablePeer>*> cached_unreachable(const std::string& peer) {
        const auto [at, is_new] = unreachable_.try_emplace(peer);
        if (is_new) {
            TRY(const PeerState state, PeerState::read(*snapshot_, peer, now_));
            at->second = state.unreachable();
        }
        return &at->second;
    }

    const store::Snapshot* snapshot_;
    base::Millis now_;
    std::vector<policy::Peer> peers_{};
    bool is_paused_ = false;
    std::map<std::pair<std::string, store::Hash>, Delivery> fronts_{};
    std::map<std::string, std::optional<UnreachablePeer>> unreachable_{};
};

} // namespace

diag::Result<void> explain_waiting(const store::Snapshot& snapshot, std::span<Delivery> deliveries,
                                   base::Millis now) {
    WaitingReasons reasons(snapshot, now);
    TRY_VOID(reasons.begin());
    for (Delivery& delivery : deliveries) {
        TRY_VOID(reasons.explain(delivery));
    }
    return {};
}

DeliveryReason retried_after(const Delivery& ended) {
    const bool has_failed = ended.state == DeliveryState::dead && !ended.reason.empty();
    return has_failed ? DeliveryReason(ReasonCode::retried_after).because(ended.reason)
                      : DeliveryReason(ReasonCode::retried);
}

} // namespace renkei::outbox
