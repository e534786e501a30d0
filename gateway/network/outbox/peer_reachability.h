// Reachability of one peer, a circuit breaker: while it is unreachable, only probes are sent; after a
// successful probe one delivery is tried, and after its answer all due deliveries. Broken answers of a
// reachable peer halve the number in flight, each answer adds one; a peer that answers nothing for long is
// unreachable. The diagram is in README.md.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/outbox/delivery.h"

namespace renkei::outbox {

class PeerReachability {
public:
    // How many messages may be in flight to this peer.
    unsigned allowed(const RetrySchedule& schedule) const;
    bool is_reachable() const { return state_ == State::reachable; }
    bool has_failed() const { return failures_ > 0 || window_ != 0; }
    // Answered recently: a failure may concern one delivery only.
    bool is_responsive(base::Millis now, const RetrySchedule& schedule) const {
        return answered_at_ != 0 && now - answered_at_ <= schedule.responsive_ms;
    }
    bool is_unreachable() const { return state_ == State::unreachable || state_ == State::probing; }
    bool is_probe_due(base::Millis now) const {
        return state_ == State::unreachable && now >= next_probe_at_;
    }
    base::Millis next_probe_at() const { return state_ == State::unreachable ? next_probe_at_ : 0; }
    // Why the last attempt or probe failed.
    const diag::DeliveryReason& reason() const { return reason_; }

    void start_probe() { state_ = State::probing; }
    void probed(const UnreachableReason& unreachable, base::Millis now, const RetrySchedule& schedule,
                double random01);
    // True: the peer is reachable again.
    bool record(const Attempt& attempt, base::Millis now, const RetrySchedule& schedule, double random01);

private:
    enum class State : std::uint8_t { reachable, unreachable, probing, trial };
    bool succeed(base::Millis now, const RetrySchedule& schedule);
    void fail_one(const Attempt& attempt, base::Millis now, const RetrySchedule& schedule, double random01);
    void mark_unreachable(FailureScope scope, std::int64_t retry_after_ms, base::Millis now,
                          const RetrySchedule& schedule, double random01);

    State state_ = State::reachable;
    std::uint32_t times_unreachable_ = 0; // consecutive times
    unsigned failures_ = 0;               // consecutive, of single deliveries …
    base::Millis failing_since_ = 0;      // … the first of them
    unsigned window_ = 0;                 // deliveries in flight at most; 0: as many as the schedule says
    base::Millis answered_at_ = 0;
    bool is_returning_ = false; // it was unreachable and has not answered since
    base::Millis next_probe_at_ = 0;
    diag::DeliveryReason reason_{};
};

} // namespace renkei::outbox
