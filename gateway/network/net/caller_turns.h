// Work that a caller can ask for on many connections at once is done in turns: handshakes of one address,
// large bodies and large responses of one peer. So a caller has about one runnable thread for it. With a
// thread for each connection, the threads of all other callers would wait behind every one of these.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace renkei::net {

// of a body or a response: most are no larger, and need no turn
constexpr std::size_t bytes_without_turn = 64U << 10;

// Held by std::unique_lock while a piece of the work is done. Never while the network is waited for: a slow
// client would stop the others. Passed on in the order of arrival, so that each release makes one thread
// runnable, and that one goes on. Not std::timed_mutex: thread sanitizers do not know how that waits for a
// steady clock.
class CallerTurn {
public:
    bool try_lock_until(std::chrono::steady_clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        if (!held_) {
            held_ = true;
            return true;
        }
        Waiter mine;
        waiting_.push_back(&mine);
        if (!mine.wakeup.wait_until(lock, deadline, [&mine] { return mine.has_turn; })) {
            waiting_.remove(&mine);
            return false;
        }
        return true;
    }
    void unlock() {
        const std::lock_guard lock(mutex_);
        if (waiting_.empty()) {
            held_ = false;
            return;
        }
        Waiter& next = *waiting_.front();
        waiting_.pop_front();
        next.has_turn = true;
        next.wakeup.notify_one(); // under the lock: it is gone as soon as it sees that it has the turn
    }

    std::size_t waiting() const {
        const std::lock_guard lock(mutex_);
        return waiting_.size();
    }

private:
    struct Waiter {
        std::condition_variable wakeup{};
        bool has_turn = false;
    };

    mutable std::mutex mutex_;
    bool held_ = false;
    std::list<Waiter*> waiting_{}; // the first came first
};

class CallerTurns {
public:
    std::shared_ptr<CallerTurn> of(const std::string& caller) { // id of the peer, or an address
        const std::lock_guard lock(mutex_);
        std::weak_ptr<CallerTurn>& known = callers_[caller];
        std::shared_ptr<CallerTurn> out = known.lock();
        if (!out) {
            std::erase_if(callers_, [](const auto& each) { return each.second.expired(); });
            out = std::make_shared<CallerTurn>();
            callers_[caller] = out;
        }
        return out;
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::weak_ptr<CallerTurn>> callers_; // of those that have such work now
};

} // namespace renkei::net
