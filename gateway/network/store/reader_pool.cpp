#include "gateway/network/store/reader_pool.h"

namespace renkei::store {

// Waits for a place; it is free again however the read ends.
class ReaderPool::Slot {
public:
    explicit Slot(ReaderPool& readers) : readers_(readers) {
        std::unique_lock lock(readers_.mutex_);
        readers_.freed_.wait(lock, [&] { return readers_.free_ > 0; });
        --readers_.free_;
    }
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot() { // gives it back
        {
            const std::lock_guard lock(readers_.mutex_);
            ++readers_.free_;
        }
        readers_.freed_.notify_one();
    }

private:
    ReaderPool& readers_;
};

diag::Result<void> ReaderPool::read(const Store::ReadJob& job) {
    const Slot place(*this);
    diag::Result<std::unique_ptr<Connection>> begun = begin();
    if (!begun) {
        shared_.damage.record_if_damage(begun.error());
        return tl::make_unexpected(begun.error());
    }
    std::unique_ptr<Connection> connection = *std::move(begun);
    Session session(*connection, shared_);
    diag::Result<void> out = job(Snapshot(session));
    if (connection->damage()) { // a job may keep it to itself
        shared_.damage.record_if_damage(*connection->damage());
    } else if (!out) {
        shared_.damage.record_if_damage(out.error());
    }
    if (connection->is_alive() && connection->script("ROLLBACK").has_value()) {
        keep(std::move(connection));
    }
    return out;
}

// A connection that broke while idle is detected here and replaced.
diag::Result<std::unique_ptr<Connection>> ReaderPool::begin() {
    if (std::unique_ptr<Connection> known = take();
        known != nullptr && known->script(known->dialect().begin_read)) {
        return known;
    }
    TRY(std::unique_ptr<Connection> made, connect_again(connect_));
    TRY_VOID(made->script(made->dialect().begin_read));
    return made;
}

std::unique_ptr<Connection> ReaderPool::take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
        return nullptr;
    }
    std::unique_ptr<Connection> out = std::move(idle_.back());
    idle_.pop_back();
    return out;
}

void ReaderPool::keep(std::unique_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
}

} // namespace renkei::store
