#include "gateway/network/net/caller_turns.h"

#include <algorithm>
#include <thread>

namespace renkei::net {

bool CallerTurn::try_lock_until(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    begin_work();
    pass_on();
    if (held_ < limit()) {
        ++held_;
        return true;
    }
    Waiter mine;
    waiting_.push_back(&mine);
    if (!mine.wakeup.wait_until(lock, deadline, [&mine] { return mine.has_turn; })) {
        waiting_.remove(&mine);
        end_work();
        return false;
    }
    return true;
}

void CallerTurn::unlock() {
    const std::lock_guard lock(mutex_);
    --held_;
    end_work();
    pass_on();
}

std::size_t CallerTurn::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

void CallerTurn::begin_work() {
    if (all_ != nullptr) {
        all_->callers += ++working_ == 1 ? 1U : 0U;
        ++all_->threads;
    }
}

void CallerTurn::end_work() {
    if (all_ != nullptr) {
        all_->callers -= --working_ == 0 ? 1U : 0U;
        --all_->threads;
    }
}

// The threads that the others leave, but at least the caller's share. It may change while a turn is held;
// that takes effect when the turn ends.
unsigned CallerTurn::limit() const {
    if (all_ == nullptr) {
        return 1;
    }
    const unsigned others = all_->threads - working_;
    const unsigned left = all_->processors - std::min(all_->processors, others);
    return std::max({1U, left, all_->processors / std::max(1U, all_->callers.load())});
}

void CallerTurn::pass_on() {
    for (; !waiting_.empty() && held_ < limit(); ++held_) {
        Waiter& next = *waiting_.front();
        waiting_.pop_front();
        next.has_turn = true;
        next.wakeup.notify_one(); // under the lock: it is gone as soon as it sees that it has the turn
    }
}

CallerTurn::OtherWork::OtherWork(std::shared_ptr<CallerTurn> caller) : caller_(std::move(caller)) {
    const std::lock_guard lock(caller_->mutex_);
    caller_->begin_work();
}

CallerTurn::OtherWork::~OtherWork() {
    const std::lock_guard lock(caller_->mutex_);
    caller_->end_work();
}

CallerTurns::CallerTurns() : CallerTurns(std::max(1U, std::thread::hardware_concurrency())) {}

std::shared_ptr<CallerTurn> CallerTurns::of(const std::string& caller) {
    const std::lock_guard lock(mutex_);
    std::weak_ptr<CallerTurn>& known = callers_[caller];
    std::shared_ptr<CallerTurn> out = known.lock();
    if (!out) {
        std::erase_if(callers_, [](const auto& each) { return each.second.expired(); });
        out = std::make_shared<CallerTurn>(work_);
        callers_[caller] = out;
    }
    return out;
}

} // namespace renkei::net
