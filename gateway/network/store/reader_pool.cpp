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

// A connection that broke while idle is detected here and replaced: mostly before it is used, else by its
// first statement, which was not answered.
diag::Result<void> ReaderPool::read(const Store::ReadJob& job) {
    const Slot place(*this);
    if (std::unique_ptr<Connection> known = take(); known != nullptr && known->is_alive()) {
        diag::Result<void> out = read_on(known, job);
        // a job may keep its error to itself
        if (known == nullptr || known->is_alive() || !known->is_untouched()) {
            return out;
        }
    }
    diag::Result<std::unique_ptr<Connection>> made = connect_again(connect_);
    if (!made) {
        shared_.damage.record_if_damage(made.error());
        return tl::make_unexpected(made.error());
    }
    return read_on(*made, job);
}

// Keeps the connection if it can be used again; otherwise it is left to the caller.
diag::Result<void> ReaderPool::read_on(std::unique_ptr<Connection>& connection, const Store::ReadJob& job) {
    Session session(*connection, shared_);
    session.is_snapshot = true;
    diag::Result<void> out = connection->begin(connection->dialect().begin_read);
    if (out) {
        out = job(Snapshot(session));
    }
    if (connection->damage()) { // a job may keep it to itself
        shared_.damage.record_if_damage(*connection->damage());
    } else if (!out) {
        shared_.damage.record_if_damage(out.error());
    }
    if (connection->is_alive() && connection->end_read()) {
        keep(std::move(connection));
    }
    return out;
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
