// Work that a caller can ask for on many connections at once is done in turns: handshakes of one address,
// large bodies and large responses of one peer. While others have work, a caller has no more runnable threads
// for it than its share of the processors; while no other has any, it may have all processors. With a thread
// for each connection, the threads of all other callers would wait behind every one of these.
#pragma once

#include <atomic>
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

// What all callers of a server do now.
struct WorkOfCallers {
    explicit WorkOfCallers(unsigned number_of_processors) : processors(number_of_processors) {}

    const unsigned processors;
    std::atomic<unsigned> callers = 0; // that work or wait for a turn …
    std::atomic<unsigned> threads = 0; // … and their threads that do
};

// The turns of one caller. One is held by std::unique_lock while a piece of the work is done. Never while the
// network is waited for: a slow client would stop the others. Passed on in the order of arrival, so that a
// release makes one thread runnable, and that one goes on. Not std::timed_mutex: thread sanitizers do not
// know how that waits for a steady clock.
class CallerTurn {
public:
    CallerTurn() = default; // one turn at a time
    explicit CallerTurn(WorkOfCallers& all) : all_(&all) {}

    bool try_lock_until(std::chrono::steady_clock::time_point deadline);
    void unlock();

    // Other work of the caller, which needs no turn, keeps a processor from the turns of others.
    class OtherWork {
    public:
        explicit OtherWork(std::shared_ptr<CallerTurn> caller);
        OtherWork(const OtherWork&) = delete;
        OtherWork& operator=(const OtherWork&) = delete;
        ~OtherWork();

    private:
        std::shared_ptr<CallerTurn> caller_;
    };

    std::size_t waiting() const;

private:
    struct Waiter {
        std::condition_variable wakeup{};
        bool has_turn = false;
    };

    // All under the lock.
    void begin_work();
    void end_work();
    unsigned limit() const;
    void pass_on();

    WorkOfCallers* all_ = nullptr;
    mutable std::mutex mutex_;
    unsigned held_ = 0;            // turns
    unsigned working_ = 0;         // threads that hold a turn, wait for one, or do other work
    std::list<Waiter*> waiting_{}; // the first came first
};

class CallerTurns {
public:
    CallerTurns(); // on the processors of this machine
    explicit CallerTurns(unsigned processors) : work_(processors) {}

    std::shared_ptr<CallerTurn> of(const std::string& caller); // id of the peer, or an address

private:
    WorkOfCallers work_;
    std::mutex mutex_;
    std::map<std::string, std::weak_ptr<CallerTurn>> callers_; // of those that have such work now
};

} // namespace renkei::net
