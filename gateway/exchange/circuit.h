// Is a peer there? While it is not, nothing is sent to it but a look now and then; its deliveries keep their turn. When it is back, one
// delivery tries, and after its success everything that is due flows. A peer that is there and breaks off answers gets fewer deliveries at once (half
// as many after each failure, one more after each answer), never none; only one that answers nothing for long counts as gone.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/exchange/delivery.h"

namespace renkei::exchange {

class Circuit {
public:
    // How many parcels may be under way to this peer.
    unsigned allowed(const Schedule& schedule) const;
    bool is_up() const { return state_ == State::up; }
    bool has_failed() const { return failures_ > 0 || window_ != 0; }
    // Answered a delivery not long ago: one that fails may do so for its own sake.
    bool answers(base::Millis now, const Schedule& schedule) const { return answered_at_ != 0 && now - answered_at_ <= schedule.answers_ms; }
    bool is_down() const { return state_ == State::down || state_ == State::looking; }
    bool wants_look(base::Millis now) const { return state_ == State::down && now >= next_look_; }
    base::Millis next_look() const { return state_ == State::down ? next_look_ : 0; }
    // What the attempt failed for after which nothing is sent, or the last look.
    const std::string& why() const { return why_; }

    void start_look() { state_ = State::looking; }
    void looked(const Away& away, base::Millis now, const Schedule& schedule, double random01);
    // True: the peer is back.
    bool record(const Attempt& attempt, base::Millis now, const Schedule& schedule, double random01);

private:
    enum class State : std::uint8_t { up, down, looking, trying };
    bool succeed(base::Millis now, const Schedule& schedule);
    void fail_one(const Attempt& attempt, base::Millis now, const Schedule& schedule, double random01);
    void close(Fault fault, std::int64_t retry_after_ms, base::Millis now, const Schedule& schedule, double random01);

    State state_ = State::up;
    std::uint32_t closed_ = 0; // times in a row
    unsigned failures_ = 0;    // of single deliveries in a row …
    base::Millis failing_since_ = 0; // … the first of them
    unsigned window_ = 0;      // deliveries under way at once; 0: as many as the schedule says
    base::Millis answered_at_ = 0;
    bool is_returning_ = false; // it was not there, and has not answered since
    base::Millis next_look_ = 0;
    std::string why_{};
};

} // namespace renkei::exchange
