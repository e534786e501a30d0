// Who is connected: a seat per socket, given in the moment it is accepted and before anything is read. Counts them per address and in
// all; tells which ones wait for a request, so that a server that stops can end those and let the others finish.
#pragma once

#include <Poco/Net/StreamSocket.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

namespace renkei::server {

class Connections {
public:
    // per_address 0: not counted (a front hands everything on from one address)
    Connections(unsigned in_all, unsigned per_address) : in_all_(in_all), per_address_(per_address) {}

    // False: no seat is left. Called by the thread that accepts.
    bool admit(const Poco::Net::StreamSocket& socket, bool count_address);

    // Held by the thread that serves the connection; gives the seat back.
    class Seat {
    public:
        Seat(Connections& connections, const Poco::Net::StreamSocket& socket);
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;
        ~Seat();
        std::chrono::steady_clock::time_point since() const { return since_; } // accepted
        const std::string& address() const { return address_; }
        void waits(bool waiting); // for the next request; else it is at work
        bool last() const { return connections_->closing_; } // no further request after this one

    private:
        Connections* connections_;
        int fd_;
        std::chrono::steady_clock::time_point since_;
        std::string address_;
    };

    void close_waiting(); // from now on nobody waits for another request
    void close_all();     // whatever they are doing
    void forget_unserved(std::chrono::steady_clock::time_point accepted_before); // sockets that never came to a thread
    bool wait_until_empty(std::chrono::milliseconds patience);
    std::size_t count() const;

private:
    struct Place {
        Poco::Net::StreamSocket socket; // keeps the descriptor open, so that its number means this connection as long as it stands here
        std::string address;            // counted; empty: not
        std::chrono::steady_clock::time_point since;
        bool served = false;
        bool waiting = true;
    };
    using Places = std::map<int, Place>;
    void remove(Places::iterator place);

    const unsigned in_all_;
    const unsigned per_address_;
    std::atomic<bool> closing_ = false;
    mutable std::mutex mutex_;
    std::condition_variable emptied_;
    Places places_; // by descriptor
    std::map<std::string, unsigned> by_address_;
};

} // namespace renkei::server
