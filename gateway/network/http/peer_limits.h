// What one peer may take: connections at once, and requests in a second (a bucket of tokens that holds one
// second's worth).
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace renkei::http {

class PeerLimits {
public:
    using Instant = std::chrono::steady_clock::time_point;
    PeerLimits(unsigned connections, double requests_per_second)
        : connections_(connections),
          rate_(requests_per_second) {}

    // One connection of the peer as long as it lives.
    class Permit {
    public:
        Permit(PeerLimits& limits, std::string peer) : limits_(&limits), peer_(std::move(peer)) {}
        Permit(const Permit&) = delete;
        Permit& operator=(const Permit&) = delete;
        ~Permit() { limits_->leave(peer_); } // counts it out
        const std::string& peer() const { return peer_; }

    private:
        PeerLimits* limits_;
        std::string peer_;
    };
    bool enter(const std::string& peer); // true: make a Permit of it
    // Nothing if the request may go ahead, else how many seconds the peer must wait.
    std::optional<unsigned> request(const std::string& peer, Instant now);

private:
    struct Account {
        unsigned connections = 0;
        double tokens = 0;
        Instant filled{};
    };
    void leave(const std::string& peer);

    const unsigned connections_;
    const double rate_;
    std::mutex mutex_;
    std::map<std::string, Account> accounts_; // of peers that are known: as many as there are peers at most
};

} // namespace renkei::http
