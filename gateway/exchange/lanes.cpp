#include "gateway/exchange/lanes.h"

#include <algorithm>
#include <utility>

namespace renkei::exchange {

using store::Delivery;

constexpr base::Millis between_reasons_ms = 2000; // a receiver that fails in another way each time costs no commit each time

void Lanes::add(std::vector<Delivery> claimed) {
    for (Delivery& delivery : claimed) {
        if (under_way_.contains(delivery.id)) {
            continue; // its lease ended while this process was stopped; it is still under way
        }
        Lane& lane = lanes_[delivery.peer];
        lane.was_idle = false;
        lane.queue.push_back(std::move(delivery));
    }
}

// Now and then, and when there is something new to tell.
std::optional<Job> Lanes::tending_of(const std::string& peer, Lane& lane, base::Millis now) {
    if (!lane.circuit.is_down()) {
        return std::nullopt;
    }
    const Absence absence{.reason = lane.circuit.why(), .look = lane.circuit.next_look()};
    const bool is_other_reason = absence.reason != lane.told.reason && now >= lane.told_at + between_reasons_ms;
    const bool is_later_look = absence.look > now + tend_ms_ && absence.look != lane.told.look;
    const bool is_news = lane.tended_at == 0 || is_other_reason || is_later_look;
    const bool is_time = lane.tended_at != 0 && now >= lane.tended_at + tend_ms_;
    if (!is_news && !is_time) {
        return std::nullopt;
    }
    lane.tended_at = is_time || lane.tended_at == 0 ? now : lane.tended_at;
    lane.told = absence;
    lane.told_at = now;
    return Job{.kind = Job::Kind::tend, .peer = peer, .absence = absence, .is_time_to_give_up = is_time};
}

std::optional<Job> Lanes::next_of(const std::string& peer, Lane& lane, base::Millis now) {
    if (std::optional<Job> tending = tending_of(peer, lane, now)) {
        return tending;
    }
    if (lane.circuit.wants_look(now)) {
        lane.circuit.start_look();
        return Job{.kind = Job::Kind::look, .peer = peer};
    }
    if (lane.queue.empty() || counted(lane) >= lane.circuit.allowed(schedule_)) {
        return std::nullopt;
    }
    Job out{.kind = Job::Kind::send, .peer = peer, .delivery = std::move(lane.queue.front())};
    lane.queue.pop_front();
    ++lane.under_way;
    under_way_[out.delivery.id] = {.since = now, .lease = out.delivery.lease, .node = out.delivery.node, .era = lane.era};
    return out;
}

std::optional<Job> Lanes::next(base::Millis now) {
    auto it = lanes_.upper_bound(last_served_);
    for (std::size_t i = 0; i < lanes_.size(); ++i, ++it) {
        if (it == lanes_.end()) {
            it = lanes_.begin();
        }
        if (std::optional<Job> job = next_of(it->first, it->second, now)) {
            last_served_ = it->first;
            return job;
        }
    }
    return std::nullopt;
}

base::Millis Lanes::next_look() const {
    base::Millis out = 0;
    for (const auto& [peer, lane] : lanes_) {
        for (const base::Millis at : {lane.circuit.next_look(), lane.circuit.is_down() ? lane.tended_at + tend_ms_ : 0}) {
            if (at != 0 && (out == 0 || at < out)) {
                out = at;
            }
        }
    }
    return out;
}

void Lanes::leave(Lane& lane, const UnderWay& ended) {
    --lane.under_way;
    lane.from_before -= ended.era < lane.era ? 1U : 0U;
}

void Lanes::begin_era(Lane& lane) {
    ++lane.era;
    lane.from_before = lane.under_way;
}

Lanes::Finished Lanes::finish(const Ending& ending, base::Millis now, double random01) {
    Lane& lane = lanes_[ending.delivery.peer];
    const auto under_way = under_way_.extract(ending.delivery.id);
    if (!under_way.empty()) {
        leave(lane, under_way.mapped());
        if (under_way.mapped().era < lane.back_in && ending.attempt.result == Result::again) {
            return {.is_outdated = true};
        }
    }
    const bool was_down = lane.circuit.is_down();
    const bool is_back = ending.was_sent && lane.circuit.record(ending.attempt, now, schedule_, random01);
    if (is_back || lane.circuit.is_down() != was_down) {
        begin_era(lane);
        lane.back_in = is_back ? lane.era : lane.back_in;
        lane.tended_at = is_back ? 0 : lane.tended_at;
    }
    return {.is_back = is_back, .peer_answers = lane.circuit.answers(now, schedule_)};
}

void Lanes::looked(const std::string& peer, const Away& away, base::Millis now, double random01) {
    if (const auto it = lanes_.find(peer); it != lanes_.end()) {
        it->second.circuit.looked(away, now, schedule_, random01);
    }
}

void Lanes::forget(const std::string& peer) {
    if (const auto it = lanes_.find(peer); it != lanes_.end() && it->second.queue.empty() && it->second.under_way == 0) {
        lanes_.erase(it);
    }
}

std::vector<Delivery> Lanes::take_back_from_absent() {
    std::vector<Delivery> out;
    for (auto& [peer, lane] : lanes_) {
        if (lane.circuit.is_down()) {
            std::ranges::move(lane.queue, std::back_inserter(out));
            lane.queue.clear();
            lane.ahead = 0;
        }
    }
    return out;
}

std::vector<Delivery> Lanes::let_go(const std::vector<std::string>& peers) {
    std::vector<Delivery> out;
    for (const std::string& peer : peers) {
        if (const auto it = lanes_.find(peer); it != lanes_.end()) {
            std::ranges::move(it->second.queue, std::back_inserter(out));
            it->second.queue.clear();
            forget(peer);
        }
    }
    return out;
}

std::vector<Delivery> Lanes::take_back_all() {
    std::vector<Delivery> out;
    for (auto& [peer, lane] : lanes_) {
        std::ranges::move(lane.queue, std::back_inserter(out));
        lane.queue.clear();
    }
    return out;
}

// Of a peer for which nothing came since the last claim, there is nothing to remember.
void Lanes::drop_idle() {
    for (auto it = lanes_.begin(); it != lanes_.end();) {
        Lane& lane = it->second;
        const bool is_idle = lane.circuit.is_up() && !lane.circuit.has_failed() && lane.queue.empty() && lane.under_way == 0;
        const bool was_idle = std::exchange(lane.was_idle, is_idle);
        it = is_idle && was_idle ? lanes_.erase(it) : std::next(it);
    }
}

std::vector<std::string> Lanes::busy() {
    drop_idle();
    constexpr std::size_t at_least = 4; // so many times what may be under way
    constexpr std::size_t at_most = 256;
    std::vector<std::string> out;
    for (auto& [peer, lane] : lanes_) {
        const std::size_t allowed = lane.circuit.allowed(schedule_);
        const bool ran_empty = lane.circuit.is_up() && lane.queue.empty() && lane.ahead > 0;
        lane.ahead = std::min(std::max(ran_empty ? lane.ahead * 2 : lane.ahead, allowed * at_least), std::max(at_most, allowed));
        if (allowed == 0 || lane.queue.size() + counted(lane) >= (lane.circuit.is_up() ? lane.ahead : allowed)) {
            out.push_back(peer);
        }
    }
    return out;
}

std::vector<Renewal> Lanes::renew(base::Millis moment, base::Millis lease) {
    std::vector<Renewal> out;
    for (auto& [id, it] : under_way_) {
        if (it.lease < moment) {
            it.lease = lease;
            out.push_back({id, it.node});
        }
    }
    for (auto& [peer, lane] : lanes_) {
        for (Delivery& delivery : lane.queue) {
            if (delivery.lease < moment) {
                delivery.lease = lease;
                out.push_back({delivery.id, delivery.node});
            }
        }
    }
    return out;
}

std::size_t Lanes::under_way_since(base::Millis moment) const {
    return static_cast<std::size_t>(std::ranges::count_if(under_way_, [&](const auto& it) { return it.second.since <= moment; }));
}

std::size_t Lanes::absent() const {
    return static_cast<std::size_t>(std::ranges::count_if(lanes_, [](const auto& it) { return !it.second.circuit.is_up(); }));
}

} // namespace renkei::exchange
