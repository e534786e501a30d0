// Ends a validation early: because its caller has gone, or because its time is up.
#pragma once

#include <functional>
#include <utility>

namespace renkei::validate {

// During its lifetime the validations of its thread ask it. (The thread's and not an option's: a walk asks at
// every element, in every function.)
class Stop {
public:
    explicit Stop(std::function<bool()> is_asked_for)
        : is_asked_for_(std::move(is_asked_for)),
          outer_(std::exchange(current, this)) {}
    Stop(const Stop&) = delete;
    Stop& operator=(const Stop&) = delete;
    ~Stop() { current = outer_; } // the one around it holds again

    // Once it is true, it stays true.
    static bool is_requested() { return current != nullptr && current->ask(); }
    bool was_requested() const { return is_requested_; }

private:
    static constexpr unsigned elements_between = 256; // asking costs a system call
    bool ask() {
        if (!is_requested_ && ++asked_ % elements_between == 0) {
            is_requested_ = is_asked_for_();
        }
        return is_requested_;
    }

    static inline thread_local Stop* current = nullptr;
    std::function<bool()> is_asked_for_;
    Stop* outer_;
    unsigned asked_ = 0;
    bool is_requested_ = false;
};

} // namespace renkei::validate
