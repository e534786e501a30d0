// The memory that requests and responses may take: in all, and per caller, so that one of them cannot take it
// from the others.
#pragma once

#include "gateway/network/http/http_error.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace renkei::http {

// What bytes are held for.
enum class MemoryUse : bool {
    // for the network: a body that is not whole yet, a response that is not read yet. These take half of a
    // share at most …
    waiting,
    working, // … so that what is whole can be worked on
};

// A reservation of at most half a share gets room in the end: requests that wait for the network never hold
// the other half, and working requests end. A larger one that has no room gets the slot for one large
// reservation, which is beside the limits: so a read that is larger than a share, or than all of the memory,
// starts although others hold memory, and does not take theirs. There is one such slot; reservations wait for
// it, and callers take turns (of one caller first come, first served). In all, memory is limited by `total`
// and the one largest reservation. Reservations that are waited for have a deadline, so two that wait for one
// another end.
class MemoryBudget {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    struct Limits {
        std::uint64_t total = 0;      // bytes
        std::uint64_t per_caller = 0; // bytes
    };
    explicit MemoryBudget(const Limits& limits) : limits_(limits) {}

    // Bytes that are held; gives them back when it goes. Used by one thread at a time.
    class Reservation {
    public:
        Reservation(MemoryBudget& budget, std::string caller, MemoryUse use)
            : budget_(&budget),
              caller_(std::move(caller)),
              use_(use) {}
        Reservation(const Reservation&) = delete;
        Reservation& operator=(const Reservation&) = delete;
        ~Reservation() { release(); }
        bool grow(std::uint64_t bytes); // false: there is no room, and it stays as it is
        bool grow_until(Deadline deadline, std::uint64_t bytes); // waits for room
        void shrink_to(std::uint64_t bytes);
        void release() { shrink_to(0); }
        std::uint64_t bytes() const { return bytes_; }
        // The request stops working and waits for the network. False if the requests that wait leave no room
        // for it; then nothing changes.
        bool wait_for_network();

    private:
        friend class MemoryBudget;
        MemoryBudget* budget_;
        std::string caller_; // id of the peer, or the address of one that is not known
        MemoryUse use_;
        bool has_slot_ = false; // for one large reservation: counted in `large_` alone
        std::uint64_t bytes_ = 0;
    };
    std::unique_ptr<Reservation> open(std::string caller, MemoryUse use) {
        return std::make_unique<Reservation>(*this, std::move(caller), use);
    }

    // 503 with Retry-After: the share of the caller is used up, or all of the memory is.
    tl::unexpected<HttpError> refusal(const std::string& caller) const;

    std::uint64_t held() const; // bytes, of all callers
    const Limits& limits() const { return limits_; }
    std::size_t waiting_for_slot() const; // reservations

private:
    struct Account {
        std::uint64_t waiting = 0;
        std::uint64_t working = 0;
        std::uint64_t held() const { return waiting + working; }
        std::uint64_t& of(MemoryUse use) { return use == MemoryUse::waiting ? waiting : working; }
    };
    // All under the lock.
    bool has_room(const Account& account, std::uint64_t bytes, MemoryUse use) const;
    bool grow(Reservation& reservation, std::uint64_t bytes);
    bool is_large(const Reservation& reservation, std::uint64_t bytes) const;
    bool may_have_slot(const Reservation& reservation) const;
    void take_slot(Reservation& reservation);
    void count(Reservation& reservation, std::uint64_t bytes);
    void uncount(Reservation& reservation, std::uint64_t bytes);

    const Limits limits_;
    mutable std::mutex mutex_;
    std::condition_variable given_back_;
    Account all_;
    std::map<std::string, Account> callers_; // of those that hold something
    std::uint64_t large_ = 0;                // bytes of the reservation that has the slot …
    bool slot_is_taken_ = false;
    std::string slot_caller_{};                    // … and who had it last
    std::list<const Reservation*> slot_waiting_{}; // in the order in which they came
};

// The share of one caller, as a handler sees it.
class MemoryShare {
public:
    MemoryShare() = default; // without limit
    using ReservationPtr = std::shared_ptr<MemoryBudget::Reservation>;
    // `body`: of the request's, if it has one.
    MemoryShare(MemoryBudget& budget, std::string caller, ReservationPtr body = {})
        : budget_(&budget),
          caller_(std::move(caller)),
          body_(std::move(body)) {}

    // Called before so many bytes are taken into memory; waits some seconds for room. The reservation is
    // handed on with the response that is made of these bytes.
    HttpResult<ReservationPtr> reserve(std::uint64_t bytes) const;
    // Reserves so many bytes for the body and the work on it, until the request is done; waits as reserve()
    // does. Both share one reservation, since there is only one slot for large ones.
    HttpResult<void> cover(std::uint64_t bytes) const;

private:
    MemoryBudget* budget_ = nullptr;
    std::string caller_{};
    ReservationPtr body_{};
};

// For limits.memory_bytes 0: an eighth of what the machine or the control group has, 256 MiB at most.
std::uint64_t default_memory_bytes();

} // namespace renkei::http
