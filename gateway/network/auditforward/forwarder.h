// Forwards the audit chains of this node to one target, in order: a thread that reads what is behind the
// recorded position, sends it and records the new one. What fails is repeated after a growing pause, so no
// event is left out, and nothing behind it goes first.
#pragma once

#include "gateway/network/auditforward/chain_position.h"
#include "gateway/network/auditforward/receiver.h"
#include "gateway/network/auditforward/target.h"
#include "gateway/network/client/server_certificate.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace renkei::auditforward {

// Written once for each change: what an operator should know.
struct ForwardNotice {
    enum class Kind : std::uint8_t {
        failing, // events wait; nothing is wrong with them
        refused, // the target does not take this event: the chain waits for an operator
        resumed,
        replaced, // the chain is another one than was forwarded before: it is sent from its beginning
    };
    Kind kind = Kind::failing;
    std::string node{};
    std::uint64_t sequence = 0; // of the first event that was not accepted
    std::string reason{};       // a code
};

struct ForwarderSettings {
    std::chrono::milliseconds poll{1000};
    std::chrono::milliseconds initial_backoff{1000};
    std::chrono::milliseconds max_backoff{300'000};
    std::function<void(const ForwardNotice&)> on_notice{}; // called in the forwarder's thread
};

struct ChainState {
    std::string node{};
    std::uint64_t waiting = 0;       // events
    base::Millis oldest_waiting = 0; // when it happened; 0: none waits
    std::uint64_t failures = 0;      // attempts since the start
    bool is_refused = false;         // the first event that waits
};

class Forwarder {
public:
    // The store outlives it. `nodes`: whose chains these are.
    Forwarder(store::Store& store, Target target, const std::vector<std::string>& nodes,
              std::unique_ptr<Receiver> receiver, ForwarderSettings settings);
    ~Forwarder(); // as stop()
    Forwarder(const Forwarder&) = delete;
    Forwarder& operator=(const Forwarder&) = delete;

    void start();
    void wake();         // what waits for a repetition is tried now
    void request_stop(); // returns at once
    void stop();         // what is under way ends, and is recorded
    void use(Poco::Net::Context::Ptr context) { receiver_->use(std::move(context)); }

    const std::string& target() const { return target_.name; }
    std::vector<ChainState> states() const;

private:
    using Clock = std::chrono::steady_clock;
    struct Chain {
        ChainState state{};         // under mutex_
        Clock::time_point due{};    // of the next look
        unsigned failures = 0;      // one after the other
        std::string last_problem{}; // that was written; empty: it works
    };
    struct Problem {
        std::uint64_t sequence = 0;
        std::string reason{};
        bool is_refusal = false;
    };
    void work();
    bool wait_until_due();
    void forward(Chain& chain);
    std::optional<Problem> forward_some(Chain& chain, const PendingEvents& pending, bool& moved);
    bool may_wait_for_more(const PendingEvents& pending, const audit::Event& oldest) const;
    diag::Result<bool> record(const std::string& node, const PendingEvents& pending, const ChainPosition& to);
    void set_waiting(Chain& chain, std::uint64_t waiting, base::Millis oldest);
    void fail(Chain& chain, const Problem& problem);
    void succeed(Chain& chain);
    void notify(ForwardNotice notice) const;

    store::Store& store_;
    Target target_;
    std::unique_ptr<Receiver> receiver_;
    ForwarderSettings settings_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stop_ = false;
    bool woken_ = false;
    std::vector<Chain> chains_{};
    std::thread thread_{}; // last: everything above is there when it starts
};

// The receiver that the target's URL names; the URL is one.
std::unique_ptr<Receiver> make_receiver(const Target& target, Poco::Net::Context::Ptr context,
                                        client::CurrentTrust trust);

} // namespace renkei::auditforward
