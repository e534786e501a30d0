#include "gateway/documents/desk.h"

namespace renkei::documents {

Desks::Loan::~Loan() {
    if (desks_ != nullptr) {
        desks_->give_back(std::move(desk_), place_);
    }
}

std::optional<Desks::Loan> Desks::borrow(std::chrono::milliseconds patience, const WorkOf& work) {
    std::unique_lock lock(mutex_);
    std::optional<FairQueue::Place> place = places_.enter(lock, patience, work.peer, work.bytes, work.task);
    if (!place) {
        return std::nullopt;
    }
    Loan out(*this, *std::move(place));
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

void Desks::give_back(std::unique_ptr<Desk> desk, const FairQueue::Place& place) {
    const std::lock_guard lock(mutex_);
    if (desk != nullptr && desk->is_of(knowledge_) && !desk->is_bloated()) {
        idle_.push_back(std::move(desk));
    }
    places_.leave(place);
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
