// Who works next where only so many may work at once: places, shared by weight among peers (start-time fair queueing). Not safe by itself:
// its owner holds a lock.
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

enum class Size : bool {
    small,
    large, // works so long that others would wait for it: all places but one at most
};

// What is done with the bytes: it decides how many of them are large.
enum class Task : bool {
    conversion,
    validation, // of whatever a peer sends, with the profiles that it names: many times the work of a conversion
};

class FairQueue {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Clock = std::function<Time()>;
    explicit FairQueue(unsigned places, Clock clock = std::chrono::steady_clock::now)
        : places_(places), clock_(std::move(clock)), free_(places) {}

    // A place that a peer has, to be given back with leave().
    struct Place {
        std::string peer;
        Size size;
        Time since;
    };
    // Waits for a place at most so long. `lock` is the owner's. Nothing: there was none.
    std::optional<Place> enter(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds patience, const std::string& peer,
                               std::size_t bytes, Task task);
    // The time that it had the place counts as used by its peer.
    void leave(const Place& place);
    std::size_t waiting() const { return waiting_.size(); }

    static Size size_of(std::size_t bytes, Task task) {
        return bytes > (task == Task::validation ? largest_small_validation : largest_small) ? Size::large : Size::small;
    }

private:
    static constexpr std::size_t largest_small = 1U << 20;              // bytes
    static constexpr std::size_t largest_small_validation = 128U << 10; // bytes
    static constexpr std::uint64_t cost_of_one = 64U << 10;             // what any document costs beside its bytes …
    static constexpr std::uint64_t cost_of_millisecond = 64U << 10;     // … and its time, when that is known

    struct Waiting {
        std::uint64_t start; // virtual time: what its peer has used before it
        Size size;
        const std::string& peer;
        std::condition_variable called{};
        bool has_place = false;
    };
    bool may_enter(Size size) const { return free_ > 0 && (size == Size::small || large_ < most_large()); }
    unsigned most_large() const { return places_ > 1 ? places_ - 1 : 1; }
    void take(Size size);
    void charge(const std::string& peer, std::chrono::steady_clock::duration worked);
    void call_next();

    const unsigned places_;
    const Clock clock_;
    unsigned free_;
    unsigned large_ = 0;    // places that large ones have
    std::uint64_t now_ = 0; // virtual time: the start of the latest that got a place
    std::map<std::string, std::uint64_t> used_; // virtual time up to which a peer has used its share; only of those ahead of `now_`
    std::list<Waiting*> waiting_; // by their start; of equal ones the first that came
};

} // namespace renkei::documents
