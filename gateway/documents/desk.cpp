#include "gateway/documents/desk.h"

namespace renkei::documents {

Desks::Loan::~Loan() {
    if (desk_ != nullptr) { // not moved away
        desks_->give_back(std::move(desk_));
    }
}

std::optional<Desks::Loan> Desks::borrow(std::chrono::milliseconds patience) {
    std::shared_ptr<const Knowledge> knowledge;
    {
        std::unique_lock lock(mutex_);
        if (!freed_.wait_for(lock, patience, [this] { return free_places_ > 0; })) {
            return std::nullopt;
        }
        --free_places_;
        if (!idle_.empty()) {
            std::unique_ptr<Desk> desk = std::move(idle_.back());
            idle_.pop_back();
            return Loan(*this, std::move(desk));
        }
        knowledge = knowledge_;
    }
    return Loan(*this, std::make_unique<Desk>(std::move(knowledge))); // made outside the lock: it takes a while
}

void Desks::give_back(std::unique_ptr<Desk> desk) {
    {
        const std::lock_guard lock(mutex_);
        ++free_places_;
        if (desk->is_of(knowledge_)) {
            idle_.push_back(std::move(desk));
        }
    }
    freed_.notify_one();
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
