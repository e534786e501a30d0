#include "gateway/documents/fair_queue.h"

#include <algorithm>

namespace renkei::documents {

void FairQueue::take(Size size) {
    --free_;
    large_ += size == Size::large ? 1U : 0U;
}

bool FairQueue::enter(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds patience, const std::string& peer, std::size_t bytes) {
    std::erase_if(used_, [this](const auto& one) { return one.second <= now_; });
    const Size size = size_of(bytes);
    const auto known = used_.find(peer);
    const std::uint64_t start = known == used_.end() ? now_ : known->second;
    if (may_enter(size)) { // then those that wait may not
        used_[peer] = start + cost_of_one + bytes;
        now_ = std::max(now_, start);
        take(size);
        return true;
    }
    Waiting mine{.start = start, .size = size};
    used_[peer] = start + cost_of_one + bytes;
    const auto behind = std::ranges::find_if(waiting_, [start](const Waiting* other) { return other->start > start; });
    const auto place = waiting_.insert(behind, &mine);
    if (!mine.called.wait_for(lock, patience, [&mine] { return mine.has_place; })) {
        waiting_.erase(place);
        const auto used = used_.find(peer); // what was not worked on was not used
        if (used != used_.end()) {
            used->second -= std::min(used->second, cost_of_one + bytes);
        }
    }
    return mine.has_place;
}

void FairQueue::leave(Size size) {
    ++free_;
    large_ -= size == Size::large ? 1U : 0U;
    call_next();
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
