#include "gateway/exchange/circuit.h"

#include <algorithm>

namespace renkei::exchange {

unsigned Circuit::allowed(const Schedule& schedule) const {
    switch (state_) {
    case State::up: return window_ == 0 ? schedule.per_peer : window_;
    case State::trying: return 1;
    case State::down:
    case State::looking: return 0;
    }
    return 0;
}

void Circuit::close(Fault fault, std::int64_t retry_after_ms, base::Millis now, const Schedule& schedule, double random01) {
    const std::int64_t own = fault == Fault::connection ? back_off(schedule.probe_first_ms, schedule.probe_ceiling_ms, closed_, random01)
                                                        : back_off(schedule.first_ms, schedule.repair_ceiling_ms, closed_, random01);
    next_look_ = now + std::max(own, std::min(retry_after_ms, schedule.ceiling_ms));
    state_ = State::down;
    ++closed_;
}

void Circuit::looked(const Away& away, base::Millis now, const Schedule& schedule, double random01) {
    if (state_ != State::looking) {
        return; // an attempt that was still under way has told more
    }
    if (!away) {
        state_ = State::trying;
        return;
    }
    why_ = *away;
    close(Fault::connection, 0, now, schedule, random01);
}

// A refusal is an answer, too: somebody is there. True: it was not, or answered nothing for long.
bool Circuit::succeed(base::Millis now, const Schedule& schedule) {
    constexpr unsigned some = 3; // one or two may fail for their own sake
    const bool was_away = state_ != State::up || is_returning_;
    const bool was_silent = failures_ >= some && now - failing_since_ >= schedule.silent_ms;
    const unsigned wider = was_away || window_ == 0 || window_ + 1 >= schedule.per_peer ? 0 : window_ + 1;
    *this = {};
    window_ = wider;
    answered_at_ = now;
    return was_away || was_silent;
}

void Circuit::fail_one(const Attempt& attempt, base::Millis now, const Schedule& schedule, double random01) {
    failing_since_ = failures_ == 0 ? now : failing_since_;
    ++failures_;
    const unsigned least = std::min(schedule.least_per_peer, schedule.per_peer);
    window_ = std::max((window_ == 0 ? schedule.per_peer : window_) / 2, least);
    if (failures_ >= schedule.failures_in_a_row && now - failing_since_ >= schedule.silent_ms) {
        why_ = attempt.reason;
        close(attempt.fault, attempt.retry_after_ms, now, schedule, random01);
        return;
    }
    is_returning_ = is_returning_ || state_ == State::trying;
    state_ = State::up;
}

bool Circuit::record(const Attempt& attempt, base::Millis now, const Schedule& schedule, double random01) {
    if (attempt.result != Result::again) {
        return succeed(now, schedule);
    }
    if (state_ == State::down || state_ == State::looking) {
        return false; // under way since before it went away: nothing new
    }
    if (attempt.fault == Fault::delivery) {
        fail_one(attempt, now, schedule, random01);
        return false;
    }
    why_ = attempt.reason;
    close(attempt.fault, attempt.retry_after_ms, now, schedule, random01);
    return false;
}

} // namespace renkei::exchange
