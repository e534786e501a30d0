#include "gateway/documents/fair_queue.h"

#include <algorithm>

namespace renkei::documents {

void FairQueue::take(Size size) {
    --free_;
    large_ += size == Size::large ? 1U : 0U;
}

std::optional<FairQueue::Place> FairQueue::enter(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds patience, const std::string& peer,
                                                 std::size_t bytes, Task task) {
    std::erase_if(used_, [this](const auto& one) { return one.second <= now_; });
    const Size size = size_of(bytes, task);
    const auto known = used_.find(peer);
    const std::uint64_t start = known == used_.end() ? now_ : known->second;
    if (may_enter(size)) { // then those that wait may not
        used_[peer] = start + cost_of_one + bytes;
        now_ = std::max(now_, start);
        take(size);
        return Place{peer, size, clock_()};
    }
    Waiting mine{.start = start, .size = size, .peer = peer};
    used_[peer] = start + cost_of_one + bytes;
    const auto behind = std::ranges::find_if(waiting_, [start](const Waiting* other) { return other->start > start; });
    const auto place = waiting_.insert(behind, &mine);
    if (!mine.called.wait_for(lock, patience, [&mine] { return mine.has_place; })) {
        waiting_.erase(place);
        const auto used = used_.find(peer); // what was not worked on was not used
        if (used != used_.end()) {
            used->second -= std::min(used->second, cost_of_one + bytes);
        }
        return std::nullopt;
    }
    return Place{peer, size, clock_()};
}

void FairQueue::leave(const Place& place) {
    ++free_;
    large_ -= place.size == Size::large ? 1U : 0U;
    charge(place.peer, clock_() - place.since);
    call_next();
    if (free_ == places_) {
        used_.clear(); // no one works or waits: what was used before kept no one waiting
    }
}

// Its other documents wait for the time that this one took, too.
void FairQueue::charge(const std::string& peer, std::chrono::steady_clock::duration worked) {
    const auto micros = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(worked).count());
    const std::uint64_t cost = micros * cost_of_millisecond / 1000;
    std::uint64_t& used = used_[peer];
    used = std::max(used, now_) + cost;
    for (Waiting* one : waiting_) {
        one->start += one->peer == peer ? cost : 0;
    }
    waiting_.sort([](const Waiting* one, const Waiting* other) { return one->start < other->start; }); // stable
}

void FairQueue::call_next() {
    const auto next = std::ranges::find_if(waiting_, [this](const Waiting* other) { return may_enter(other->size); });
    if (next == waiting_.end()) {
        return;
    }
    Waiting& one = **next;
    waiting_.erase(next);
    take(one.size);
    now_ = std::max(now_, one.start);
    one.has_place = true;
    one.called.notify_one(); // under the lock: it is gone as soon as it sees that it has a place
}

} // namespace renkei::documents
