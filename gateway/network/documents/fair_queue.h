// Who works next where only so many may work at once: slots, shared by weight among peers (start-time fair
// queueing). Not thread-safe: its owner holds a lock.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace renkei::documents {

enum class WorkSize : bool {
    small,
    large, // works so long that others would wait for it: all places but one at most
};

// What is done with the bytes: it decides how many of them are large.
enum class WorkKind : bool {
    conversion,
    // of whatever a peer sends, with the profiles that it names: many times the work of a conversion
    validation,
};

class FairQueue {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Clock = std::function<Time()>;
    explicit FairQueue(unsigned slots, Clock clock = std::chrono::steady_clock::now)
        : slots_(slots),
          clock_(std::move(clock)),
          free_(slots) {}

    // A slot that a peer has, to be released with release().
    struct Slot {
        std::string peer;
        WorkSize size;
        Time since;
    };
    // Waits for a slot at most `max_wait`. `lock` is the owner's. nullopt: there was none.
    std::optional<Slot> acquire(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds max_wait,
                                const std::string& peer, std::size_t bytes, WorkKind task);
    // The time that it had the slot counts as used by its peer.
    void release(const Slot& place);
    std::size_t waiting() const { return waiting_.size(); }

    static WorkSize work_size(std::size_t bytes, WorkKind task) {
        return bytes > (task == WorkKind::validation ? largest_small_validation : largest_small)
                   ? WorkSize::large
                   : WorkSize::small;
    }

private:
    static constexpr std::size_t largest_small = 1U << 20;              // bytes
    static constexpr std::size_t largest_small_validation = 128U << 10; // bytes
    static constexpr std::uint64_t cost_of_one = 64U << 10; // what any document costs beside its bytes …
    static constexpr std::uint64_t cost_of_millisecond = 64U << 10; // … and its time, when that is known

    struct Waiter {
        std::uint64_t start; // virtual time: what its peer has used before it
        WorkSize size;
        const std::string& peer;
        std::condition_variable wakeup{};
        bool has_slot = false;
    };
    bool has_free_slot(WorkSize size) const {
        return free_ > 0 && (size == WorkSize::small || large_ < max_large());
    }
    unsigned max_large() const { return slots_ > 1 ? slots_ - 1 : 1; }
    void take(WorkSize size);
    void charge(const std::string& peer, std::chrono::steady_clock::duration worked);
    void wake_next();

    const unsigned slots_;
    const Clock clock_;
    unsigned free_;
    unsigned large_ = 0;    // places that large ones have
    std::uint64_t now_ = 0; // virtual time: the start of the latest that got a place
    std::map<std::string, std::uint64_t>
        used_; // virtual time up to which a peer has used its share; only of those ahead of `now_`
    std::list<Waiter*> waiting_; // by their start; of equal ones the first that came
};

} // namespace renkei::documents
