// Large bodies of one caller are read in turns, a piece each, so that one thread of a caller at most is
// runnable for them. With a thread for each connection, the threads of all other callers would wait behind
// every one of these.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace renkei::http {

// Held by std::unique_lock while a piece is read. Never while the network is waited for: a slow sender would
// stop the others. Not std::timed_mutex: thread sanitizers do not know how that waits for a steady clock.
class TransferTurn {
public:
    bool try_lock_until(std::chrono::steady_clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        if (!released_.wait_until(lock, deadline, [this] { return !held_; })) {
            return false;
        }
        held_ = true;
        return true;
    }
    void unlock() {
        {
            const std::lock_guard lock(mutex_);
            held_ = false;
        }
        released_.notify_one();
    }

private:
    std::mutex mutex_;
    std::condition_variable released_;
    bool held_ = false;
};

class TransferTurns {
public:
    std::shared_ptr<TransferTurn> of(const std::string& caller) { // id of the peer, or an address
        const std::lock_guard lock(mutex_);
        std::weak_ptr<TransferTurn>& known = callers_[caller];
        std::shared_ptr<TransferTurn> out = known.lock();
        if (!out) {
            std::erase_if(callers_, [](const auto& each) { return each.second.expired(); });
            out = std::make_shared<TransferTurn>();
            callers_[caller] = out;
        }
        return out;
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::weak_ptr<TransferTurn>> callers_; // of those that send a large body
};

} // namespace renkei::http
