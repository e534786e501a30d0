#include "gateway/network/documents/fair_queue.h"

#include <algorithm>

namespace renkei::documents {

void FairQueue::take(WorkSize size) {
    --free_;
    large_ += size == WorkSize::large ? 1U : 0U;
}

std::optional<FairQueue::Slot> FairQueue::acquire(std::unique_lock<std::mutex>& lock,
                                                  std::chrono::milliseconds max_wait, const std::string& peer,
                                                  std::size_t bytes, WorkKind task) {
    std::erase_if(used_, [this](const auto& one) { return one.second <= now_; });
    const WorkSize size = work_size(bytes, task);
    const auto known = used_.find(peer);
    const std::uint64_t start = known == used_.end() ? now_ : known->second;
    if (has_free_slot(size)) { // then those that wait may not
        used_[peer] = start + cost_of_one + bytes;
        now_ = std::max(now_, start);
        take(size);
        return Slot{peer, size, clock_()};
    }
    Waiter mine{.start = start, .size = size, .peer = peer};
    used_[peer] = start + cost_of_one + bytes;
    const auto behind =
        std::ranges::find_if(waiting_, [start](const Waiter* other) { return other->start > start; });
    const auto place = waiting_.insert(behind, &mine);
    if (!mine.wakeup.wait_for(lock, max_wait, [&mine] { return mine.has_slot; })) {
        waiting_.erase(place);
        const auto used = used_.find(peer); // what was not worked on was not used
        if (used != used_.end()) {
            used->second -= std::min(used->second, cost_of_one + bytes);
        }
        return std::nullopt;
    }
    return Slot{peer, size, clock_()};
}

void FairQueue::release(const Slot& place) {
    ++free_;
    large_ -= place.size == WorkSize::large ? 1U : 0U;
    charge(place.peer, clock_() - place.since);
    wake_next();
    if (free_ == slots_) {
        used_.clear(); // no one works or waits: what was used before kept no one waiting
    }
}

// Its other documents wait for the time that this one took, too.
void FairQueue::charge(const std::string& peer, std::chrono::steady_clock::duration worked) {
    const auto micros =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(worked).count());
    const std::uint64_t cost = micros * cost_of_millisecond / 1000;
    std::uint64_t& used = used_[peer];
    used = std::max(used, now_) + cost;
    for (Waiter* one : waiting_) {
        one->start += one->peer == peer ? cost : 0;
    }
    waiting_.sort([](const Waiter* one, const Waiter* other) { return one->start < other->start; }); // stable
}

void FairQueue::wake_next() {
    const auto next =
        std::ranges::find_if(waiting_, [this](const Waiter* other) { return has_free_slot(other->size); });
    if (next == waiting_.end()) {
        return;
    }
    Waiter& one = **next;
    waiting_.erase(next);
    take(one.size);
    now_ = std::max(now_, one.start);
    one.has_slot = true;
    one.wakeup.notify_one(); // under the lock: it is gone as soon as it sees that it has a place
}

} // namespace renkei::documents
