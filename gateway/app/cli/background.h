// Work that one other thread does in the order in which it was given, or the calling thread at once.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace renkei::cli {

class Background {
public:
    explicit Background(bool in_thread) {
        if (in_thread) {
            thread_ = std::thread([this] { work(); });
        }
    }
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;
    ~Background() { end(); }

    // Waits while `max_waiting` pieces wait.
    void run(std::function<void()> piece) {
        if (!thread_.joinable()) {
            piece();
            return;
        }
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return waiting_.size() < max_waiting; });
        waiting_.push_back(std::move(piece));
        changed_.notify_all();
    }

    // Waits until all is done. What a piece threw is thrown here.
    void finish() {
        end();
        if (thrown_) {
            std::rethrow_exception(std::exchange(thrown_, nullptr));
        }
    }

private:
    static constexpr std::size_t max_waiting = 2;

    void end() {
        if (!thread_.joinable()) {
            return;
        }
        {
            const std::lock_guard lock(mutex_);
            is_ended_ = true;
            changed_.notify_all();
        }
        thread_.join();
    }

    void work() {
        std::unique_lock lock(mutex_);
        for (;;) {
            changed_.wait(lock, [&] { return is_ended_ || !waiting_.empty(); });
            if (waiting_.empty()) {
                return;
            }
            const std::function<void()> piece = std::move(waiting_.front());
            waiting_.pop_front();
            changed_.notify_all();
            lock.unlock();
            try {
                if (!thrown_) {
                    piece();
                }
            } catch (...) {
                thrown_ = std::current_exception();
            }
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> waiting_;
    bool is_ended_ = false;
    std::exception_ptr thrown_; // of the thread, until it has ended
    std::thread thread_;
};

} // namespace renkei::cli
