#include "gateway/network/outbox/peer_reachability.h"

#include "gateway/core/base/back_off.h"

#include <algorithm>

namespace renkei::outbox {

using base::back_off;

unsigned PeerReachability::allowed(const RetrySchedule& schedule) const {
    switch (state_) {
    case State::reachable: return window_ == 0 ? schedule.per_peer : window_;
    case State::trial: return 1;
    case State::unreachable:
    case State::probing: return 0;
    }
    return 0;
}

void PeerReachability::mark_unreachable(FailureScope scope, std::int64_t retry_after_ms, base::Millis now,
                                        const RetrySchedule& schedule, double random01) {
    const std::int64_t own =
        scope == FailureScope::connection
            ? back_off(schedule.initial_probe_ms, schedule.max_probe_ms, times_unreachable_, random01)
            : back_off(schedule.initial_backoff_ms, schedule.max_overload_backoff_ms, times_unreachable_,
                       random01);
    next_probe_at_ = now + std::max(own, std::min(retry_after_ms, schedule.max_backoff_ms));
    state_ = State::unreachable;
    ++times_unreachable_;
}

void PeerReachability::probed(const UnreachableReason& unreachable, base::Millis now,
                              const RetrySchedule& schedule, double random01) {
    if (state_ != State::probing) {
        return; // an attempt in flight has decided already
    }
    if (!unreachable) {
        state_ = State::trial;
        return;
    }
    reason_ = *unreachable;
    mark_unreachable(FailureScope::connection, 0, now, schedule, random01);
}

// A refusal is an answer, too. True if the peer was unreachable or had answered nothing for long.
bool PeerReachability::succeed(base::Millis now, const RetrySchedule& schedule) {
    constexpr unsigned some = 3; // one or two may fail for their own sake
    const bool was_away = state_ != State::reachable || is_returning_;
    const bool was_silent = failures_ >= some && now - failing_since_ >= schedule.unresponsive_ms;
    const unsigned wider = was_away || window_ == 0 || window_ + 1 >= schedule.per_peer ? 0 : window_ + 1;
    *this = {};
    window_ = wider;
    answered_at_ = now;
    return was_away || was_silent;
}

void PeerReachability::fail_one(const Attempt& attempt, base::Millis now, const RetrySchedule& schedule,
                                double random01) {
    failing_since_ = failures_ == 0 ? now : failing_since_;
    ++failures_;
    const unsigned least = std::min(schedule.min_per_peer, schedule.per_peer);
    window_ = std::max((window_ == 0 ? schedule.per_peer : window_) / 2, least);
    if (failures_ >= schedule.max_consecutive_failures && now - failing_since_ >= schedule.unresponsive_ms) {
        reason_ = attempt.reason;
        mark_unreachable(attempt.scope, attempt.retry_after_ms, now, schedule, random01);
        return;
    }
    is_returning_ = is_returning_ || state_ == State::trial;
    state_ = State::reachable;
}

bool PeerReachability::record(const Attempt& attempt, base::Millis now, const RetrySchedule& schedule,
                              double random01) {
    if (attempt.result != AttemptResult::retry) {
        return succeed(now, schedule);
    }
    if (state_ == State::unreachable || state_ == State::probing) {
        return false; // in flight since before it became unreachable: nothing new
    }
    if (attempt.scope == FailureScope::delivery) {
        fail_one(attempt, now, schedule, random01);
        return false;
    }
    reason_ = attempt.reason;
    mark_unreachable(attempt.scope, attempt.retry_after_ms, now, schedule, random01);
    return false;
}

} // namespace renkei::outbox
