// Who is connected: a seat per socket, given when its TLS handshake is done; where there is no TLS, when it is accepted. Counts them per
// address and in all; tells which ones wait for a request, so that a server that stops can end those and let the others finish.
#pragma once

#include "gateway/base/descriptor.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace renkei::http {

enum class Count : bool { in_all, by_address_too }; // a front hands everything on from one address

class Connections {
public:
    Connections(unsigned in_all, unsigned per_address) : in_all_(in_all), per_address_(per_address) {}

    using Moment = std::chrono::steady_clock::time_point;

    // A socket with its place among the others; gives the place back and closes the socket.
    class Seat {
    public:
        Seat(Connections& connections, base::Descriptor socket, std::string address, Moment since)
            : connections_(&connections), socket_(std::move(socket)), address_(std::move(address)), since_(since) {}
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;
        ~Seat();
        int socket() const { return socket_.number(); }
        Moment since() const { return since_; } // accepted
        const std::string& address() const { return address_; }
        void waits(bool waiting); // for the next request; else it is at work
        bool last() const { return connections_->closing_; } // no further request after this one

    private:
        Connections* connections_;
        base::Descriptor socket_;
        std::string address_;
        Moment since_;
    };

    // Null: no seat is left, and the socket stays the caller's.
    std::unique_ptr<Seat> admit(base::Descriptor& socket, const std::string& address, Count count, Moment since = std::chrono::steady_clock::now());

    void close_waiting(); // from now on nobody waits for another request
    void close_all();     // whatever they are doing
    bool wait_until_empty(std::chrono::milliseconds patience);
    std::size_t count() const;

private:
    struct Place {
        std::string address; // counted; empty: not
        bool waiting = true;
    };
    void leave(int socket);
    bool count_address(const std::string& address);

    const unsigned in_all_;
    const unsigned per_address_;
    std::atomic<bool> closing_ = false;
    mutable std::mutex mutex_;
    std::condition_variable emptied_;
    std::map<int, Place> places_; // by socket, which stays open as long as it stands here
    std::map<std::string, unsigned> by_address_;
};

} // namespace renkei::http
