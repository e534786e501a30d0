// The running outbox: claims due deliveries, gives them to sending threads, records the results. One thread
// writes to the store, as many send as are needed so that no slow receiver delays the others.
#pragma once

#include "gateway/network/outbox/monotonic_clock.h"
#include "gateway/network/outbox/peer_log_throttle.h"
#include "gateway/network/outbox/peer_queues.h"
#include "gateway/network/outbox/sender.h"

#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

namespace renkei::outbox {

// A cycle that the store did not accept unchanged, for the log.
struct CycleProblem {
    // nothing was accepted; reported once until the store accepts something again
    std::optional<diag::Message> error{};
    std::size_t records = 0;  // waiting to be written
    std::size_t reworded = 0; // see outbox_cycle.h
    std::size_t dropped = 0;
};

// Deliveries that are dead now, for the log.
struct DeadDeliveries {
    std::vector<store::Delivery> deliveries{};
    std::size_t more = 0; // that expired together with these
};

struct OutboxSettings {
    RetrySchedule schedule{};
    unsigned threads = 8;           // that send
    unsigned threads_at_most = 256; // one more for each that waits for a slow receiver
    std::int64_t slow_ms = 250;     // a thread that waits longer gets a substitute
    std::int64_t poll_ms = 500; // how often the store is read without wake(): deliveries that became due, or
                                // that other nodes left
    std::int64_t sweep_ms =
        60'000; // how often, at least, deliveries of unreachable peers are checked for expiry
    std::int64_t store_retry_ms = 200; // wait after a failed write
    std::uint32_t claim_size = 32;     // deliveries that are claimed or recorded in one transaction
    std::function<void(const CycleProblem&)> on_cycle = [](const CycleProblem&) {};
    // unreachable; nullopt: reachable again
    std::function<void(const std::string& peer, const UnreachableReason& why)> on_peer =
        [](const std::string&, const UnreachableReason&) {};
    std::function<void(const DeadDeliveries&)> on_dead = [](const DeadDeliveries&) {};
};

struct OutboxState {
    std::size_t in_flight = 0;
    std::size_t unreachable_peers = 0;
    std::size_t threads = 0;
    std::uint64_t delivered = 0; // since the start
    std::uint64_t cycles = 0;    // completed cycles of recording and claiming
    bool is_paused = false;
};

class Outbox {
public:
    // The store outlives it. Nothing happens before start().
    Outbox(store::Store& store, Sender sender, OutboxSettings settings);
    ~Outbox() { stop(); }
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    void start();
    // New deliveries are due.
    void wake();
    // Finishes and records deliveries in flight, releases the others, then ends the threads.
    void stop();
    OutboxState state() const;

private:
    // README, "States of the outbox".
    enum class Phase : std::uint8_t { running, paused, stopping };
    using Lock = std::unique_lock<std::mutex>;

    // Each of these locks what it needs; nothing is locked while the store or a receiver is waited for.
    bool run_one_cycle();
    OutboxCycle next_cycle();
    std::optional<OutboxJob> next_job();
    void run(const OutboxJob& job);
    void run_send(const store::Delivery& delivery);
    void run_probe(const std::string& peer);
    void run_sweep(const OutboxJob& job);
    // Of the writing thread alone.
    void on_cycle(const diag::Result<ClaimedDeliveries>& claimed, std::size_t records, CycleResult recorded);

    // The mutex is locked.
    void enter(Phase phase);
    void accept(const OutboxCycle& cycle, ClaimedDeliveries claimed);
    void give_back(std::vector<store::Delivery> deliveries);
    void add_record(AttemptRecord attempt_record);
    void add_threads();
    void wake_writer();
    void log_unreachable(const OutboxJob& sweep);
    void count(const AttemptRecord& attempt_record);
    double random01() { return std::uniform_real_distribution<double>(0, 1)(random_); }

    store::Store* store_;
    Sender sender_;
    OutboxSettings settings_;

    std::optional<diag::Message> last_problem_{}; // why the last cycle failed; of the writing thread alone
    mutable std::mutex mutex_;                    // of everything below
    std::condition_variable wake_writer_;
    std::condition_variable wake_senders_;
    std::condition_variable cycle_written_;
    MonotonicClock clock_;
    PeerLogThrottle peer_log_{};
    PeerQueues queues_;
    std::vector<AttemptRecord> records_{};
    std::uint64_t noted_ = 0;   // records since the start
    std::uint64_t written_ = 0; // of these; they are written in their order
    std::uint64_t cycles_ = 0;
    std::mt19937_64 random_{std::random_device{}()};
    base::Millis next_poll_ = 0;
    bool is_woken_ = true;
    Phase phase_ = Phase::running;
    std::uint64_t delivered_ = 0;
    std::vector<std::thread> senders_{};
    std::thread writer_{};
};

} // namespace renkei::outbox
