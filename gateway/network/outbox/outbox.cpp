#include "gateway/network/outbox/outbox.h"

#include "gateway/core/base/crash_point.h"
#include "gateway/network/outbox/backlog.h"

#include <algorithm>
#include <iterator>
#include <typeinfo>
#include <utility>

namespace renkei::outbox {
namespace {

using std::chrono::milliseconds;

// The boundary of a sending thread: an exception of a library is one failed attempt.
AttemptRecord send_one(const Sender& sender, const store::Delivery& delivery) {
    try {
        return sender.send(delivery);
    } catch (const std::exception& thrown) {
        return {.kind = AttemptRecord::Kind::attempted,
                .delivery = delivery,
                .attempt = {.reason = diag::unexpected(typeid(thrown).name()), .may_have_arrived = true},
                .was_sent = true};
    }
}

// Deliveries of an unreachable peer expire shortly after their time.
std::int64_t sweep_interval_ms(const OutboxSettings& settings) {
    constexpr std::int64_t parts = 20;
    return std::min(settings.sweep_ms, std::max<std::int64_t>(settings.schedule.expire_ms / parts, 1));
}

// How long the record of an unreachable peer is valid; it is renewed twice in that time.
base::Millis unreachable_valid_ms(const OutboxSettings& settings) {
    return std::max<base::Millis>(120'000, 2 * settings.sweep_ms);
}

UnreachableReason probe_peer(const Sender& sender, const std::string& peer) {
    try {
        return sender.probe(peer);
    } catch (const std::exception& thrown) {
        return diag::unexpected(typeid(thrown).name());
    }
}

} // namespace

Outbox::Outbox(store::Store& store, Sender sender, OutboxSettings settings)
    : store_(&store),
      sender_(std::move(sender)),
      settings_(settings),
      clock_(store.clock()),
      queues_(settings.schedule, sweep_interval_ms(settings)) {}

void Outbox::start() {
    const std::scoped_lock lock(mutex_);
    add_threads();
    writer_ = std::thread([this] {
        while (run_one_cycle()) {
        }
    });
}

void Outbox::wake() {
    const std::scoped_lock lock(mutex_);
    wake_writer();
}

void Outbox::wake_writer() {
    is_woken_ = true;
    wake_writer_.notify_one();
}

// An outbox that stops does not run again.
void Outbox::enter(Phase phase) {
    if (phase_ == Phase::stopping || phase_ == phase) {
        return;
    }
    phase_ = phase;
    if (phase == Phase::stopping) {
        wake_writer();
        cycle_written_.notify_all();
    }
    if (phase != Phase::paused) { // they end, or probe unreachable peers again, for which nothing is claimed
        wake_senders_.notify_all();
    }
}

void Outbox::stop() {
    {
        const std::scoped_lock lock(mutex_);
        enter(Phase::stopping);
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
    return {.in_flight = queues_.in_flight(),
            .unreachable_peers = queues_.unreachable(),
            .threads = senders_.size(),
            .delivered = delivered_,
            .cycles = cycles_,
            .is_paused = phase_ == Phase::paused};
}

// ---- the writer

void Outbox::add_record(AttemptRecord attempt_record) {
    records_.push_back(std::move(attempt_record));
    ++noted_;
}

void Outbox::give_back(std::vector<store::Delivery> deliveries) {
    for (store::Delivery& delivery : deliveries) {
        add_record({.kind = AttemptRecord::Kind::postponed, .delivery = std::move(delivery)});
    }
}

// Waits until there is something to write or to claim.
OutboxCycle Outbox::next_cycle() {
    Lock lock(mutex_);
    // while deliveries are in flight, wake up often enough to replace waiting threads
    const std::int64_t rest =
        queues_.in_flight() > 0 ? std::min(settings_.poll_ms, settings_.slow_ms) : settings_.poll_ms;
    const std::int64_t time = std::min(rest, std::max<std::int64_t>(next_poll_ - clock_.now(), 0));
    wake_writer_.wait_for(lock, milliseconds(time), [&] {
        return is_woken_ || !records_.empty() || (phase_ == Phase::stopping && queues_.in_flight() == 0);
    });
    is_woken_ = false;
    give_back(phase_ == Phase::running ? queues_.take_unreachable() : queues_.take_all());
    std::vector<std::string> held = sender_.held();
    give_back(queues_.release(held));
    OutboxCycle out{.now = clock_.now(), .busy = queues_.busy()};
    std::ranges::move(held, std::back_inserter(out.busy));
    const auto last = records_.begin() + static_cast<std::ptrdiff_t>(
                                             std::min<std::size_t>(records_.size(), settings_.claim_size));
    out.records.assign(std::make_move_iterator(records_.begin()), std::make_move_iterator(last));
    records_.erase(records_.begin(), last);
    ++cycles_;
    const std::int64_t lease = settings_.schedule.lease_ms;
    out.renew = queues_.renew(out.now + lease / 2, out.now + lease);
    out.limit = phase_ == Phase::stopping ? 0 : settings_.claim_size;
    return out;
}

// For operators; ids of messages and counts, nothing that a receiver said.
void Outbox::on_cycle(const diag::Result<ClaimedDeliveries>& claimed, std::size_t records,
                      CycleResult recorded) {
    const std::optional<diag::Message> error =
        claimed ? std::nullopt : std::optional(claimed.error().message);
    const bool is_new = error && error != std::exchange(last_problem_, error);
    if (!error) {
        last_problem_.reset();
    }
    const CycleProblem problem{.error = error,
                               .records = error ? records : 0,
                               .reworded = recorded.reworded,
                               .dropped = recorded.dropped};
    if (is_new || problem.reworded + problem.dropped > 0) {
        settings_.on_cycle(problem);
    }
    if (!recorded.dead.empty()) {
        settings_.on_dead({.deliveries = std::move(recorded.dead)});
    }
}

// False: it was the last one.
bool Outbox::run_one_cycle() {
    OutboxCycle cycle = next_cycle();
    const std::size_t records = cycle.records.size();
    CycleResult recorded;
    diag::Result<ClaimedDeliveries> claimed = run_cycle(*store_, cycle, settings_.schedule, recorded);
    on_cycle(claimed, cycle.records.size(), std::move(recorded));
    if (claimed && !cycle.records.empty()) {
        base::crash_point("exchange.recorded");
    }
    if (claimed && !claimed->deliveries.empty()) {
        base::crash_point("exchange.claimed");
    }
    Lock lock(mutex_);
    written_ += records - (claimed ? 0 : cycle.records.size());
    cycle_written_.notify_all();
    if (claimed) {
        accept(cycle, *std::move(claimed));
    } else { // nothing is lost
        records_.insert(records_.begin(), std::make_move_iterator(cycle.records.begin()),
                        std::make_move_iterator(cycle.records.end()));
    }
    add_threads();
    if (phase_ == Phase::stopping && queues_.in_flight() == 0 && (records_.empty() || !claimed)) {
        return false; // what could not be written is claimed again when its lease has ended
    }
    if (!claimed) {
        wake_writer_.wait_for(lock, milliseconds(settings_.store_retry_ms),
                              [&] { return phase_ == Phase::stopping && queues_.in_flight() == 0; });
    }
    return true;
}

void Outbox::accept(const OutboxCycle& cycle, ClaimedDeliveries claimed) {
    next_poll_ = cycle.now + settings_.poll_ms;
    if (phase_ == Phase::stopping) { // the cycle had begun before the stop
        give_back(std::move(claimed.deliveries));
        return;
    }
    enter(claimed.is_paused ? Phase::paused : Phase::running);
    // there may be more
    is_woken_ = is_woken_ || (cycle.limit > 0 && claimed.deliveries.size() == cycle.limit);
    if (!claimed.deliveries.empty()) {
        queues_.add(std::move(claimed.deliveries));
        wake_senders_.notify_all();
    }
}

void Outbox::add_threads() {
    const std::size_t waiting = queues_.in_flight_since(clock_.now() - settings_.slow_ms);
    const std::size_t wanted = std::min<std::size_t>(settings_.threads + waiting, settings_.threads_at_most);
    while (senders_.size() < wanted && phase_ != Phase::stopping) {
        senders_.emplace_back([this] {
            while (const std::optional<OutboxJob> job = next_job()) {
                run(*job);
            }
        });
    }
}

// ---- the senders

// Waits for a job; nothing if the thread is to end.
std::optional<OutboxJob> Outbox::next_job() {
    Lock lock(mutex_);
    while (phase_ != Phase::stopping) {
        const base::Millis now = clock_.now();
        if (std::optional<OutboxJob> job = phase_ == Phase::running ? queues_.next(now) : std::nullopt) {
            job->begun = now;
            if (job->kind == OutboxJob::Kind::sweep) {
                log_unreachable(*job);
            }
            return job;
        }
        const base::Millis probe = phase_ == Phase::running ? queues_.next_probe_at() : 0;
        if (probe == 0) {
            wake_senders_.wait(lock);
        } else {
            wake_senders_.wait_for(lock, milliseconds(std::max<std::int64_t>(probe - clock_.now(), 1)));
        }
    }
    return std::nullopt;
}

// Under the lock, as its return in run_send(): in the order in which it happened.
void Outbox::log_unreachable(const OutboxJob& sweep) {
    if (peer_log_.should_log_unreachable(sweep.peer, sweep.unreachable.reason, sweep.begun)) {
        settings_.on_peer(sweep.peer, sweep.unreachable.reason);
    }
}

void Outbox::run(const OutboxJob& job) {
    switch (job.kind) {
    case OutboxJob::Kind::send: run_send(job.delivery); return;
    case OutboxJob::Kind::probe: run_probe(job.peer); return;
    case OutboxJob::Kind::sweep: run_sweep(job); return;
    }
}

void Outbox::run_send(const store::Delivery& delivery) {
    AttemptRecord attempt_record = send_one(sender_, delivery);
    Lock lock(mutex_);
    attempt_record.random01 = random01();
    const PeerQueues::Finished finished = queues_.finish(attempt_record, clock_.now(), random01());
    attempt_record.is_outdated = finished.is_outdated;
    attempt_record.is_peer_responsive = finished.is_peer_responsive;
    if (attempt_record.was_sent && attempt_record.attempt.result != AttemptResult::retry &&
        peer_log_.should_log_reachable(delivery.peer)) {
        settings_.on_peer(delivery.peer, std::nullopt);
    }
    count(attempt_record);
    add_record(std::move(attempt_record));
    wake_writer_.notify_one();
    if (!finished.is_back) {
        return;
    }
    wake_senders_.notify_all();
    // without this, deliveries that have just failed would be overlooked, and wait long by themselves
    cycle_written_.wait(lock, [&, noted = noted_] { return written_ >= noted || phase_ == Phase::stopping; });
    if (phase_ == Phase::stopping) {
        return;
    }
    const base::Millis now = clock_.now();
    lock.unlock();
    // if the store cannot, they come when they are due
    const auto brought = make_due_now(*store_, delivery.peer, now);
    lock.lock();
    is_woken_ = is_woken_ || brought.value_or(0) > 0;
    wake_writer_.notify_one();
}

void Outbox::run_probe(const std::string& peer) {
    const UnreachableReason unreachable = probe_peer(sender_, peer);
    const std::scoped_lock lock(mutex_);
    queues_.probed(peer, unreachable, clock_.now(), random01());
    if (!unreachable) {
        wake_writer();
    }
}

// Records in the store that the peer is unreachable, and expires its deliveries.
void Outbox::run_sweep(const OutboxJob& job) {
    const diag::Result<void> said =
        record_unreachable(*store_, job.peer, job.unreachable, job.begun + unreachable_valid_ms(settings_));
    const bool expires = said && job.is_time_to_expire; // else the next time
    ExpiredDeliveries expired{.remaining = 1};
    const diag::Result<void> done = expires ? expire_deliveries(*store_, job.peer, job.unreachable.reason,
                                                                job.begun, settings_.schedule, expired)
                                            : diag::Result<void>();
    if (expired.dead > 0) {
        settings_.on_dead({.deliveries = expired.first, .more = expired.dead - expired.first.size()});
    }
    const std::scoped_lock lock(mutex_);
    if (done && expired.remaining == 0) {
        queues_.forget(job.peer); // no delivery waits for it: no more probes
    }
}

void Outbox::count(const AttemptRecord& attempt_record) {
    const bool is_delivered = attempt_record.kind == AttemptRecord::Kind::attempted &&
                              attempt_record.attempt.result == AttemptResult::delivered;
    delivered_ += is_delivered ? 1 : 0;
    std::ranges::for_each(attempt_record.others, [this](const AttemptRecord& other) { count(other); });
}

} // namespace renkei::outbox
