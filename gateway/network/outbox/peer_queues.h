// Per peer: claimed deliveries that wait for a thread, deliveries in flight, and its reachability. Peers are
// served round-robin. Not thread-safe: the outbox locks it.
#pragma once

#include "gateway/network/outbox/outbox_cycle.h"
#include "gateway/network/outbox/peer_reachability.h"
#include "gateway/network/outbox/peer_state.h"

#include <deque>
#include <map>
#include <optional>

namespace renkei::outbox {

struct OutboxJob {
    enum class Kind : std::uint8_t {
        send,
        probe, // connect to an unreachable peer
        sweep, // record that a peer is unreachable, expire its deliveries
    };
    Kind kind = Kind::send;
    std::string peer{};
    store::Delivery delivery{};
    UnreachablePeer unreachable{};
    bool is_time_to_expire = false; // expire deliveries; not when the peer has just become unreachable
    base::Millis begun = 0;         // when a thread took it
};

class PeerQueues {
public:
    explicit PeerQueues(const RetrySchedule& schedule, std::int64_t sweep_interval_ms = 60'000)
        : schedule_(schedule),
          sweep_interval_ms_(sweep_interval_ms) {}

    void add(std::vector<store::Delivery> claimed);
    std::optional<OutboxJob> next(base::Millis now);
    // Time of the next probe or sweep; 0: none. Called when next() returned nothing.
    base::Millis next_probe_at() const;

    struct Finished {
        bool is_back = false;            // the peer is reachable again by this attempt
        bool is_peer_responsive = false; // others
        bool is_outdated =
            false; // it failed, but the peer became reachable after it began: no statement about the peer now
    };
    Finished finish(const AttemptRecord& attempt_record, base::Millis now, double random01);
    void probed(const std::string& peer, const UnreachableReason& unreachable, base::Millis now,
                double random01);
    void forget(const std::string& peer); // no delivery waits for it

    // Removes the queued deliveries of unreachable peers.
    std::vector<store::Delivery> take_unreachable();
    // Removes queue and state of these peers: nothing is sent to them, and they are not probed.
    std::vector<store::Delivery> release(const std::vector<std::string>& peers);
    std::vector<store::Delivery> take_all();

    // Peers with enough queued deliveries, and unreachable ones. Called once before each claim: the queue of
    // a peer that ran empty since the last call is made longer, so that no thread waits for the store.
    std::vector<std::string> busy();
    // Deliveries whose lease ends before `moment`; it is set to `lease`.
    std::vector<LeaseRenewal> renew(base::Millis moment, base::Millis lease);

    std::size_t in_flight() const { return in_flight_.size(); }
    std::size_t in_flight_since(base::Millis moment) const; // or longer
    std::size_t unreachable() const;

private:
    struct PeerQueue {
        PeerReachability reachability{};
        std::deque<store::Delivery> deliveries{};
        unsigned in_flight = 0;
        unsigned epoch = 0; // incremented when the peer becomes unreachable or reachable
        unsigned in_flight_before =
            0; // of those in flight, began in an earlier epoch: they may hang and do not count
        unsigned returned_epoch = 0; // the epoch in which the peer became reachable last
        std::size_t prefetch = 0;    // target length of the queue
        bool was_idle = false;       // at the last claim
        base::Millis swept_at = 0;   // since it became unreachable; 0: not yet
        UnreachablePeer recorded{};  // at the last sweep
        base::Millis recorded_at = 0;
    };
    struct InFlight {
        base::Millis since = 0;
        base::Millis lease = 0;
        std::string node{};
        unsigned epoch = 0;
    };
    static void leave(PeerQueue& queue, const InFlight& ended);
    static void begin_epoch(PeerQueue& queue);
    static std::size_t counted_in_flight(const PeerQueue& queue) {
        return queue.in_flight - queue.in_flight_before;
    }
    void drop_idle();
    std::optional<OutboxJob> next_job(const std::string& peer, PeerQueue& queue, base::Millis now);
    std::optional<OutboxJob> sweep_job(const std::string& peer, PeerQueue& queue, base::Millis now);

    RetrySchedule schedule_;
    std::int64_t sweep_interval_ms_;
    std::map<std::string, PeerQueue> queues_{};
    std::map<std::string, InFlight> in_flight_{}; // by delivery
    std::string last_served_{};
};

} // namespace renkei::outbox
