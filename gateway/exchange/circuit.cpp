#include "gateway/exchange/circuit.h"

#include <algorithm>

namespace renkei::exchange {

unsigned Circuit::allowed(const Schedule& schedule) const {
    switch (state_) {
    case State::up: return schedule.per_peer;
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

bool Circuit::record(const Attempt& attempt, base::Millis now, const Schedule& schedule, double random01) {
    if (attempt.result != Result::again) { // a refusal is an answer, too: somebody is there
        const bool was_away = state_ != State::up;
        *this = {};
        return was_away;
    }
    if (state_ == State::down || state_ == State::looking) {
        return false; // under way since before it went away: nothing new
    }
    failures_ += 1;
    if (attempt.fault != Fault::delivery || state_ == State::trying || failures_ >= schedule.failures_in_a_row) {
        why_ = attempt.reason;
        close(attempt.fault, attempt.retry_after_ms, now, schedule, random01);
    }
    return false;
}

} // namespace renkei::exchange
