#include "gateway/store/readers.h"

#include <utility>

namespace renkei::store {

diag::Result<void> Readers::read(const Store::ReadJob& job) {
    diag::Result<std::unique_ptr<Connection>> begun = begin();
    if (!begun) {
        give_back(nullptr);
        return tl::make_unexpected(std::move(begun.error()));
    }
    Session session(**begun, shared_);
    diag::Result<void> out = job(Snapshot(session));
    const bool ended = (*begun)->is_alive() && (*begun)->script("ROLLBACK").has_value();
    give_back(ended ? std::move(*begun) : nullptr);
    return out;
}

// A connection that broke while nobody used it shows here, and another one is made.
diag::Result<std::unique_ptr<Connection>> Readers::begin() {
    if (std::unique_ptr<Connection> known = borrow(); known != nullptr && known->script(known->dialect().begin_read)) {
        return known;
    }
    TRY(std::unique_ptr<Connection> made, connect_again(connect_));
    TRY_VOID(made->script(made->dialect().begin_read));
    return made;
}

std::unique_ptr<Connection> Readers::borrow() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] { return free_ > 0; });
    --free_;
    if (idle_.empty()) {
        return nullptr;
    }
    std::unique_ptr<Connection> out = std::move(idle_.back());
    idle_.pop_back();
    return out;
}

void Readers::give_back(std::unique_ptr<Connection> connection) {
    {
        const std::lock_guard lock(mutex_);
        ++free_;
        if (connection != nullptr) {
            idle_.push_back(std::move(connection));
        }
    }
    freed_.notify_one();
}

} // namespace renkei::store
