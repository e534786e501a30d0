// The outbox at work: claims what is due, hands it to threads, writes how it ended. Owner of its threads: one that writes, and as many
// that send as are needed so that no slow receiver holds up the others.
#pragma once

#include "gateway/exchange/lanes.h"
#include "gateway/exchange/peer_news.h"
#include "gateway/exchange/pulse.h"
#include "gateway/exchange/sender.h"

#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

namespace renkei::exchange {

// A turn that the store did not take as it was, for the log.
struct TurnTrouble {
    std::optional<diag::Message> error{}; // it took nothing of it; told once until it takes something again
    std::size_t endings = 0;              // that wait to be written
    std::size_t reworded = 0;             // see turn.h
    std::size_t dropped = 0;
};

// What is not tried again, for the log.
struct DeadLetters {
    std::vector<store::Delivery> letters{};
    std::size_t more = 0; // given up together with these
};

struct OutboxSettings {
    Schedule schedule{};
    unsigned threads = 8;               // that send
    unsigned threads_at_most = 256;     // one more for each that waits for a slow receiver
    std::int64_t slow_ms = 250;         // a thread that waits longer than this is replaced meanwhile
    std::int64_t look_ms = 500;         // into the store when nobody pokes: what other nodes left, what became due
    std::int64_t sweep_ms = 60'000;     // how often, at least, what waits for an absent peer is looked through for what has waited too long
    std::int64_t patience_ms = 200;     // after the store could not be written
    std::uint32_t claim = 32;           // deliveries that are claimed or written at once: what comes in waits for the writer meanwhile
    std::function<void(const TurnTrouble&)> tell = [](const TurnTrouble&) {};
    std::function<void(const std::string& peer, const Away& why)> tell_of_peer = [](const std::string&, const Away&) {}; // it is not there; nothing: it is back
    std::function<void(const DeadLetters&)> tell_of_dead = [](const DeadLetters&) {};
};

struct OutboxState {
    std::size_t under_way = 0;
    std::size_t absent_peers = 0;
    std::size_t threads = 0;
    std::uint64_t delivered = 0;  // since the start
    std::uint64_t turns = 0; // how often it wrote and claimed
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
    // Something new is due.
    void poke();
    // What is under way is finished and written, the rest goes back; then its threads have ended.
    void stop();
    OutboxState state() const;

private:
    using Lock = std::unique_lock<std::mutex>;
    void write();
    void send();
    void wait_for_work(Lock& lock);
    Turn make_turn();
    bool carry_out_turn(Lock& lock);
    void tell(const diag::Result<Claimed>& claimed, std::size_t endings, Recorded recorded);
    void give_back(std::vector<store::Delivery> deliveries);
    void add_threads();
    void run(const Job& job, Lock& lock);
    void run_send(const store::Delivery& delivery, Lock& lock);
    void note(Ending ending);
    void wait_until_written(Lock& lock);
    void run_look(const std::string& peer, Lock& lock);
    void run_tend(const Job& job, Lock& lock);
    void count(const Ending& ending);
    double random01() { return std::uniform_real_distribution<double>(0, 1)(random_); }

    store::Store* store_;
    Sender sender_;
    OutboxSettings settings_;

    mutable std::mutex mutex_; // of everything below
    std::condition_variable wake_writer_;
    std::condition_variable wake_senders_;
    std::condition_variable turn_written_;
    Pulse pulse_;
    PeerNews news_{};
    Lanes lanes_;
    std::vector<Ending> endings_{};
    std::uint64_t noted_ = 0;   // endings, since the start
    std::uint64_t written_ = 0; // of these; they are written in their order
    std::uint64_t turns_ = 0;
    std::mt19937_64 random_{std::random_device{}()};
    base::Millis next_look_ = 0;
    std::optional<diag::Message> told_{}; // the writer's: why the last turn failed
    bool is_poked_ = true;
    bool is_paused_ = false;
    bool is_stopping_ = false;
    std::uint64_t delivered_ = 0;
    std::vector<std::thread> senders_{};
    std::thread writer_{};
};

} // namespace renkei::exchange
