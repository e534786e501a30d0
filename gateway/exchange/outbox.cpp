#include "gateway/exchange/outbox.h"

#include "gateway/base/step.h"
#include "gateway/exchange/backlog.h"

#include <algorithm>
#include <iterator>
#include <typeinfo>
#include <utility>

namespace renkei::exchange {
namespace {

using std::chrono::milliseconds;

// The boundary of a sending thread: what a library throws is one attempt that failed.
Ending sent_by(const Sender& sender, const store::Delivery& delivery) {
    try {
        return sender.send(delivery);
    } catch (const std::exception& thrown) {
        return {.kind = Ending::Kind::attempted, .delivery = delivery, .attempt = {.reason = typeid(thrown).name(), .may_have_come = true}, .was_sent = true};
    }
}

// Whatever waits for an absent peer outlives its time by little.
std::int64_t tend_ms(const OutboxSettings& settings) {
    constexpr std::int64_t parts = 20;
    return std::min(settings.sweep_ms, std::max<std::int64_t>(settings.schedule.give_up_ms / parts, 1));
}

// How long what is said of an absent peer counts, unless it is said anew, which it is twice in that time.
base::Millis absence_holds_ms(const OutboxSettings& settings) { return std::max<base::Millis>(120'000, 2 * settings.sweep_ms); }

Away away_after_probe(const Sender& sender, const std::string& peer) {
    try {
        return sender.away(peer);
    } catch (const std::exception& thrown) {
        return typeid(thrown).name();
    }
}

} // namespace

Outbox::Outbox(store::Store& store, Sender sender, OutboxSettings settings)
    : store_(&store), sender_(std::move(sender)), settings_(settings), pulse_(store.clock()), lanes_(settings.schedule, tend_ms(settings)) {}

void Outbox::start() {
    const std::scoped_lock lock(mutex_);
    add_threads();
    writer_ = std::thread([this] { write(); });
}

void Outbox::poke() {
    const std::scoped_lock lock(mutex_);
    is_poked_ = true;
    wake_writer_.notify_one();
}

void Outbox::stop() {
    {
        const std::scoped_lock lock(mutex_);
        is_stopping_ = true;
        is_poked_ = true;
        wake_writer_.notify_all();
        wake_senders_.notify_all();
        turn_written_.notify_all();
    }
    if (writer_.joinable()) {
        writer_.join();
    }
    for (std::thread& sender : senders_) { // the writer, who adds some, has ended
        sender.join();
    }
    senders_.clear();
}

OutboxState Outbox::state() const {
    const std::scoped_lock lock(mutex_);
    return {.under_way = lanes_.under_way(),
            .absent_peers = lanes_.absent(),
            .threads = senders_.size(),
            .delivered = delivered_,
            .turns = turns_,
            .is_paused = is_paused_};
}

// ---- the writer

void Outbox::wait_for_work(Lock& lock) {
    const base::Millis now = pulse_.now();
    // while somebody is being sent to, look often enough to replace threads that wait
    const std::int64_t rest = lanes_.under_way() > 0 ? std::min(settings_.look_ms, settings_.slow_ms) : settings_.look_ms;
    const std::int64_t time = std::min(rest, std::max<std::int64_t>(next_look_ - now, 0));
    wake_writer_.wait_for(lock, milliseconds(time), [&] {
        return is_poked_ || !endings_.empty() || (is_stopping_ && lanes_.under_way() == 0);
    });
    is_poked_ = false;
}

void Outbox::note(Ending ending) {
    endings_.push_back(std::move(ending));
    ++noted_;
}

void Outbox::give_back(std::vector<store::Delivery> deliveries) {
    for (store::Delivery& delivery : deliveries) {
        note({.kind = Ending::Kind::postponed, .delivery = std::move(delivery)});
    }
}

Turn Outbox::make_turn() {
    give_back(is_stopping_ || is_paused_ ? lanes_.take_back_all() : lanes_.take_back_from_absent());
    std::vector<std::string> held = sender_.held();
    give_back(lanes_.let_go(held));
    Turn out{.now = pulse_.now(), .busy = lanes_.busy()};
    std::ranges::move(held, std::back_inserter(out.busy));
    const auto last = endings_.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(endings_.size(), settings_.claim));
    out.endings.assign(std::make_move_iterator(endings_.begin()), std::make_move_iterator(last));
    endings_.erase(endings_.begin(), last);
    ++turns_;
    const std::int64_t lease = settings_.schedule.lease_ms;
    out.renew = lanes_.renew(out.now + lease / 2, out.now + lease);
    out.limit = is_stopping_ ? 0 : settings_.claim;
    return out;
}

// For operators; ids of messages and counts, nothing that a receiver said.
void Outbox::tell(const diag::Result<Claimed>& claimed, std::size_t endings, Recorded recorded) {
    const std::optional<diag::Message> error = claimed ? std::nullopt : std::optional(claimed.error().message);
    const bool is_news = error && error != std::exchange(told_, error);
    if (!error) {
        told_.reset();
    }
    const TurnTrouble trouble{.error = error, .endings = error ? endings : 0, .reworded = recorded.reworded, .dropped = recorded.dropped};
    if (is_news || trouble.reworded + trouble.dropped > 0) {
        settings_.tell(trouble);
    }
    if (!recorded.dead.empty()) {
        settings_.tell_of_dead({.letters = std::move(recorded.dead)});
    }
}

// False: the store did not take it; nothing is lost.
bool Outbox::carry_out_turn(Lock& lock) {
    Turn turn = make_turn();
    const std::size_t endings = turn.endings.size();
    lock.unlock();
    Recorded recorded;
    diag::Result<Claimed> claimed = carry_out(*store_, turn, settings_.schedule, recorded);
    tell(claimed, turn.endings.size(), std::move(recorded));
    if (claimed && !turn.endings.empty()) {
        base::step("exchange.recorded");
    }
    if (claimed && !claimed->deliveries.empty()) {
        base::step("exchange.claimed");
    }
    lock.lock();
    written_ += endings - (claimed ? 0 : turn.endings.size());
    turn_written_.notify_all();
    if (!claimed) {
        endings_.insert(endings_.begin(), std::make_move_iterator(turn.endings.begin()), std::make_move_iterator(turn.endings.end()));
        return false;
    }
    if (std::exchange(is_paused_, claimed->is_paused) && !is_paused_) {
        wake_senders_.notify_all(); // they look again for who was absent, though nothing for those is claimed
    }
    is_poked_ = is_poked_ || (turn.limit > 0 && claimed->deliveries.size() == turn.limit); // there may be more
    next_look_ = turn.now + settings_.look_ms;
    if (!claimed->deliveries.empty()) {
        lanes_.add(std::move(claimed->deliveries));
        wake_senders_.notify_all();
    }
    return true;
}

void Outbox::write() {
    Lock lock(mutex_);
    while (true) {
        wait_for_work(lock);
        const bool written = carry_out_turn(lock);
        add_threads();
        if (is_stopping_ && lanes_.under_way() == 0 && (endings_.empty() || !written)) {
            return; // what could not be written is claimed again when its lease has ended
        }
        if (!written) {
            wake_writer_.wait_for(lock, milliseconds(settings_.patience_ms), [&] { return is_stopping_; });
        }
    }
}

void Outbox::add_threads() {
    const std::size_t waiting = lanes_.under_way_since(pulse_.now() - settings_.slow_ms);
    const std::size_t wanted = std::min<std::size_t>(settings_.threads + waiting, settings_.threads_at_most);
    while (senders_.size() < wanted && !is_stopping_) {
        senders_.emplace_back([this] { send(); });
    }
}

// ---- the senders

void Outbox::send() {
    Lock lock(mutex_);
    while (true) {
        std::optional<Job> job = is_stopping_ || is_paused_ ? std::nullopt : lanes_.next(pulse_.now());
        if (job) {
            run(*job, lock);
            continue;
        }
        if (is_stopping_) {
            return;
        }
        const base::Millis look = is_paused_ ? 0 : lanes_.next_look();
        if (look == 0) {
            wake_senders_.wait(lock);
        } else {
            wake_senders_.wait_for(lock, milliseconds(std::max<std::int64_t>(look - pulse_.now(), 1)));
        }
    }
}

void Outbox::run(const Job& job, Lock& lock) {
    switch (job.kind) {
    case Job::Kind::send: run_send(job.delivery, lock); return;
    case Job::Kind::look: run_look(job.peer, lock); return;
    case Job::Kind::tend: run_tend(job, lock); return;
    }
}

void Outbox::run_send(const store::Delivery& delivery, Lock& lock) {
    lock.unlock();
    Ending ending = sent_by(sender_, delivery);
    lock.lock();
    ending.random01 = random01();
    const Lanes::Finished finished = lanes_.finish(ending, pulse_.now(), random01());
    ending.is_outdated = finished.is_outdated;
    ending.peer_answers = finished.peer_answers;
    if (ending.was_sent && ending.attempt.result != Result::again && news_.is_back(delivery.peer)) {
        settings_.tell_of_peer(delivery.peer, std::nullopt);
    }
    count(ending);
    note(std::move(ending));
    wake_writer_.notify_one();
    if (!finished.is_back) {
        return;
    }
    wake_senders_.notify_all();
    wait_until_written(lock); // else those that have just failed would be overlooked, and wait long by themselves
    if (is_stopping_) {
        return;
    }
    const base::Millis now = pulse_.now();
    lock.unlock();
    const auto brought = bring_forward(*store_, delivery.peer, now); // if the store cannot, they come when they are due
    lock.lock();
    is_poked_ = is_poked_ || brought.value_or(0) > 0;
    wake_writer_.notify_one();
}

// How everything ended that has ended by now.
void Outbox::wait_until_written(Lock& lock) {
    turn_written_.wait(lock, [&, noted = noted_] { return written_ >= noted || is_stopping_; });
}

void Outbox::run_look(const std::string& peer, Lock& lock) {
    lock.unlock();
    const Away away = away_after_probe(sender_, peer);
    lock.lock();
    const base::Millis now = pulse_.now();
    lanes_.looked(peer, away, now, random01());
    if (!away) {
        is_poked_ = true;
        wake_writer_.notify_one();
    }
}

// Says in the store that the peer is away, for whoever asks why deliveries wait, and gives up what has waited too long.
void Outbox::run_tend(const Job& job, Lock& lock) {
    const base::Millis now = pulse_.now();
    if (news_.is_away(job.peer, job.absence.reason, now)) { // under the lock, as its return below: in the order in which it happened
        settings_.tell_of_peer(job.peer, job.absence.reason);
    }
    lock.unlock();
    const diag::Result<void> said = say_absent(*store_, job.peer, job.absence, now + absence_holds_ms(settings_));
    const bool gives_up = said && job.is_time_to_give_up; // else the next time
    GivenUp given_up{.left = 1};
    const diag::Result<void> done = gives_up ? give_up(*store_, job.peer, job.absence.reason, now, settings_.schedule, given_up) : diag::Result<void>();
    if (given_up.dead > 0) {
        settings_.tell_of_dead({.letters = given_up.first, .more = given_up.dead - given_up.first.size()});
    }
    lock.lock();
    if (done && given_up.left == 0) {
        lanes_.forget(job.peer); // nobody waits for it: no more looking
    }
}

void Outbox::count(const Ending& ending) {
    const bool is_delivered = ending.kind == Ending::Kind::attempted && ending.attempt.result == Result::delivered;
    delivered_ += is_delivered ? 1 : 0;
}

} // namespace renkei::exchange
