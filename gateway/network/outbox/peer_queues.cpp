#include "gateway/network/outbox/peer_queues.h"

#include <algorithm>
#include <utility>

namespace renkei::outbox {

// a receiver that fails in another way each time costs no commit each time
constexpr base::Millis between_reasons_ms = 2000;

void PeerQueues::add(std::vector<Delivery> claimed) {
    for (Delivery& delivery : claimed) {
        if (in_flight_.contains(delivery.id)) {
            continue; // its lease ended while this process was stopped; it is still under way
        }
        PeerQueue& queue = queues_[delivery.peer];
        queue.was_idle = false;
        queue.deliveries.push_back(std::move(delivery));
    }
}

// At the interval, and when the state has changed.
std::optional<OutboxJob> PeerQueues::sweep_job(const std::string& peer, PeerQueue& queue, base::Millis now) {
    if (!queue.reachability.is_unreachable()) {
        return std::nullopt;
    }
    const UnreachablePeer unreachable{.reason = queue.reachability.reason(),
                                      .next_probe = queue.reachability.next_probe_at()};
    const bool is_other_reason =
        unreachable.reason != queue.recorded.reason && now >= queue.recorded_at + between_reasons_ms;
    const bool is_later_look = unreachable.next_probe > now + sweep_interval_ms_ &&
                               unreachable.next_probe != queue.recorded.next_probe;
    const bool is_new = queue.swept_at == 0 || is_other_reason || is_later_look;
    const bool is_time = queue.swept_at != 0 && now >= queue.swept_at + sweep_interval_ms_;
    if (!is_new && !is_time) {
        return std::nullopt;
    }
    queue.swept_at = is_time || queue.swept_at == 0 ? now : queue.swept_at;
    queue.recorded = unreachable;
    queue.recorded_at = now;
    return OutboxJob{.kind = OutboxJob::Kind::sweep,
                     .peer = peer,
                     .unreachable = unreachable,
                     .is_time_to_expire = is_time};
}

std::optional<OutboxJob> PeerQueues::next_job(const std::string& peer, PeerQueue& queue, base::Millis now) {
    if (std::optional<OutboxJob> tending = sweep_job(peer, queue, now)) {
        return tending;
    }
    if (queue.reachability.is_probe_due(now)) {
        queue.reachability.start_probe();
        return OutboxJob{.kind = OutboxJob::Kind::probe, .peer = peer};
    }
    if (queue.deliveries.empty() || counted_in_flight(queue) >= queue.reachability.allowed(schedule_)) {
        return std::nullopt;
    }
    OutboxJob out{
        .kind = OutboxJob::Kind::send, .peer = peer, .delivery = std::move(queue.deliveries.front())};
    queue.deliveries.pop_front();
    ++queue.in_flight;
    in_flight_[out.delivery.id] = {
        .since = now, .lease = out.delivery.lease, .node = out.delivery.node, .epoch = queue.epoch};
    return out;
}

std::optional<OutboxJob> PeerQueues::next(base::Millis now) {
    auto it = queues_.upper_bound(last_served_);
    for (std::size_t i = 0; i < queues_.size(); ++i, ++it) {
        if (it == queues_.end()) {
            it = queues_.begin();
        }
        if (std::optional<OutboxJob> job = next_job(it->first, it->second, now)) {
            last_served_ = it->first;
            return job;
        }
    }
    return std::nullopt;
}

base::Millis PeerQueues::next_probe_at() const {
    base::Millis out = 0;
    for (const auto& [peer, queue] : queues_) {
        for (const base::Millis at :
             {queue.reachability.next_probe_at(),
              queue.reachability.is_unreachable() ? queue.swept_at + sweep_interval_ms_ : 0}) {
            if (at != 0 && (out == 0 || at < out)) {
                out = at;
            }
        }
    }
    return out;
}

void PeerQueues::leave(PeerQueue& queue, const InFlight& ended) {
    --queue.in_flight;
    queue.in_flight_before -= ended.epoch < queue.epoch ? 1U : 0U;
}

void PeerQueues::begin_epoch(PeerQueue& queue) {
    ++queue.epoch;
    queue.in_flight_before = queue.in_flight;
}

PeerQueues::Finished PeerQueues::finish(const AttemptRecord& attempt_record, base::Millis now,
                                        double random01) {
    PeerQueue& queue = queues_[attempt_record.delivery.peer];
    const auto in_flight = in_flight_.extract(attempt_record.delivery.id);
    if (!in_flight.empty()) {
        leave(queue, in_flight.mapped());
        if (in_flight.mapped().epoch < queue.returned_epoch &&
            attempt_record.attempt.result == AttemptResult::retry) {
            return {.is_outdated = true};
        }
    }
    const bool was_down = queue.reachability.is_unreachable();
    const bool is_back = attempt_record.was_sent &&
                         queue.reachability.record(attempt_record.attempt, now, schedule_, random01);
    if (is_back || queue.reachability.is_unreachable() != was_down) {
        begin_epoch(queue);
        queue.returned_epoch = is_back ? queue.epoch : queue.returned_epoch;
        queue.swept_at = is_back ? 0 : queue.swept_at;
    }
    return {.is_back = is_back, .is_peer_responsive = queue.reachability.is_responsive(now, schedule_)};
}

void PeerQueues::probed(const std::string& peer, const UnreachableReason& unreachable, base::Millis now,
                        double random01) {
    if (const auto it = queues_.find(peer); it != queues_.end()) {
        it->second.reachability.probed(unreachable, now, schedule_, random01);
    }
}

void PeerQueues::forget(const std::string& peer) {
    if (const auto it = queues_.find(peer);
        it != queues_.end() && it->second.deliveries.empty() && it->second.in_flight == 0) {
        queues_.erase(it);
    }
}

std::vector<Delivery> PeerQueues::take_unreachable() {
    std::vector<Delivery> out;
    for (auto& [peer, queue] : queues_) {
        if (queue.reachability.is_unreachable()) {
            std::ranges::move(queue.deliveries, std::back_inserter(out));
            queue.deliveries.clear();
            queue.prefetch = 0;
        }
    }
    return out;
}

std::vector<Delivery> PeerQueues::release(const std::vector<std::string>& peers) {
    std::vector<Delivery> out;
    for (const std::string& peer : peers) {
        if (const auto it = queues_.find(peer); it != queues_.end()) {
            std::ranges::move(it->second.deliveries, std::back_inserter(out));
            it->second.deliveries.clear();
            forget(peer);
        }
    }
    return out;
}

std::vector<Delivery> PeerQueues::take_all() {
    std::vector<Delivery> out;
    for (auto& [peer, queue] : queues_) {
        std::ranges::move(queue.deliveries, std::back_inserter(out));
        queue.deliveries.clear();
    }
    return out;
}

// Drops the queues of peers for which nothing came since the last claim.
void PeerQueues::drop_idle() {
    for (auto it = queues_.begin(); it != queues_.end();) {
        PeerQueue& queue = it->second;
        const bool is_idle = queue.reachability.is_reachable() && !queue.reachability.has_failed() &&
                             queue.deliveries.empty() && queue.in_flight == 0;
        const bool was_idle = std::exchange(queue.was_idle, is_idle);
        it = is_idle && was_idle ? queues_.erase(it) : std::next(it);
    }
}

std::vector<std::string> PeerQueues::busy() {
    drop_idle();
    constexpr std::size_t at_least = 4; // so many times what may be under way
    constexpr std::size_t at_most = 256;
    std::vector<std::string> out;
    for (auto& [peer, queue] : queues_) {
        const std::size_t allowed = queue.reachability.allowed(schedule_);
        const bool ran_empty =
            queue.reachability.is_reachable() && queue.deliveries.empty() && queue.prefetch > 0;
        queue.prefetch =
            std::min(std::max(ran_empty ? queue.prefetch * 2 : queue.prefetch, allowed * at_least),
                     std::max(at_most, allowed));
        if (allowed == 0 || queue.deliveries.size() + counted_in_flight(queue) >=
                                (queue.reachability.is_reachable() ? queue.prefetch : allowed)) {
            out.push_back(peer);
        }
    }
    return out;
}

std::vector<LeaseRenewal> PeerQueues::renew(base::Millis moment, base::Millis lease) {
    std::vector<LeaseRenewal> out;
    for (auto& [id, it] : in_flight_) {
        if (it.lease < moment) {
            it.lease = lease;
            out.push_back({id, it.node});
        }
    }
    for (auto& [peer, queue] : queues_) {
        for (Delivery& delivery : queue.deliveries) {
            if (delivery.lease < moment) {
                delivery.lease = lease;
                out.push_back({delivery.id, delivery.node});
            }
        }
    }
    return out;
}

std::size_t PeerQueues::in_flight_since(base::Millis moment) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(in_flight_, [&](const auto& it) { return it.second.since <= moment; }));
}

std::size_t PeerQueues::unreachable() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        queues_, [](const auto& it) { return !it.second.reachability.is_reachable(); }));
}

} // namespace renkei::outbox
