#include "gateway/documents/desk.h"

namespace renkei::documents {

Desks::Loan::~Loan() {
    if (desks_ != nullptr) {
        desks_->give_back(std::move(desk_));
    }
}

bool Desks::take_place(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds patience) {
    if (free_places_ > 0) { // then nobody waits
        --free_places_;
        return true;
    }
    Waiting mine;
    waiting_.push_back(&mine);
    if (!mine.called.wait_for(lock, patience, [&] { return mine.has_place; })) {
        waiting_.erase(std::ranges::find(waiting_, &mine));
    }
    return mine.has_place;
}

std::optional<Desks::Loan> Desks::borrow(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    if (!take_place(lock, patience)) {
        return std::nullopt;
    }
    Loan out(*this);
    if (!idle_.empty()) {
        out.desk_ = std::move(idle_.back());
        idle_.pop_back();
        return out;
    }
    std::shared_ptr<const Knowledge> knowledge = knowledge_;
    lock.unlock(); // a new desk takes a while to make
    out.desk_ = std::make_unique<Desk>(std::move(knowledge));
    return out;
}

void Desks::give_back(std::unique_ptr<Desk> desk) {
    const std::lock_guard lock(mutex_);
    if (desk != nullptr && desk->is_of(knowledge_) && !desk->is_bloated()) {
        idle_.push_back(std::move(desk));
    }
    if (waiting_.empty()) {
        ++free_places_;
        return;
    }
    Waiting& first = *waiting_.front();
    waiting_.pop_front();
    first.has_place = true;
    first.called.notify_one(); // under the lock: it is gone as soon as it sees that it has a place
}

void Desks::publish(std::shared_ptr<const Knowledge> knowledge) {
    std::vector<std::unique_ptr<Desk>> old;
    const std::lock_guard lock(mutex_);
    knowledge_ = std::move(knowledge);
    old.swap(idle_);
}

std::shared_ptr<const Knowledge> Desks::knowledge() const {
    const std::lock_guard lock(mutex_);
    return knowledge_;
}

} // namespace renkei::documents
