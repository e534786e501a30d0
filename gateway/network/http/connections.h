// Open connections: a slot per socket, taken when its TLS handshake is done, without TLS when it is accepted.
// Counts them per address and in all, and knows the idle ones, so that a server that stops closes those and
// lets the others finish.
#pragma once

#include "gateway/core/base/file_descriptor.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace renkei::http {

// What becomes of a new connection when no slot is free.
enum class WhenFull : bool {
    refuse,
    replace_idle, // it takes the place of the one that has been idle longest, if there is one
};

// all requests of a reverse proxy come from one address
enum class CountScope : bool { total, total_and_address };

class Connections {
public:
    Connections(unsigned total, unsigned per_address, WhenFull when_full = WhenFull::refuse)
        : max_total_(total),
          max_per_address_(per_address),
          when_full_(when_full) {}

    using Moment = std::chrono::steady_clock::time_point;

    // A socket and its slot; the destructor closes the one and frees the other.
    class Slot {
    public:
        Slot(Connections& connections, base::FileDescriptor socket, std::string address, Moment since)
            : connections_(&connections),
              socket_(std::move(socket)),
              address_(std::move(address)),
              since_(since) {}
        Slot(const Slot&) = delete;
        Slot& operator=(const Slot&) = delete;
        ~Slot();
        int socket() const { return socket_.number(); }
        Moment since() const { return since_; } // accepted
        const std::string& address() const { return address_; }
        void set_idle(bool idle);                                  // it waits for the next request
        bool is_closing() const { return connections_->closing_; } // no further request after this one

    private:
        Connections* connections_;
        base::FileDescriptor socket_;
        std::string address_;
        Moment since_;
    };

    // Null if no slot is free; then the caller keeps the socket.
    std::unique_ptr<Slot> admit(base::FileDescriptor& socket, const std::string& address, CountScope count,
                                Moment since = std::chrono::steady_clock::now());

    void close_idle(); // and each of the others after its current request
    void close_all();  // whatever they are doing
    bool wait_until_empty(std::chrono::milliseconds grace_period);
    std::size_t count() const;

private:
    struct Entry {
        std::string address; // counted (caller_network); empty: not
        bool idle = true;
        Moment idle_since;
        bool is_replaced = false; // its socket is shut down; its thread ends
    };
    void leave(int socket);
    void uncount_address(const std::string& address);
    bool replace_idle();
    bool count_address(const std::string& address);

    const unsigned max_total_;
    const unsigned max_per_address_;
    const WhenFull when_full_;
    std::atomic<bool> closing_ = false;
    mutable std::mutex mutex_;
    std::condition_variable emptied_;
    std::map<int, Entry> entries_; // by socket, which stays open as long as it stands here
    std::map<std::string, unsigned> by_address_;
    std::size_t replaced_ = 0; // of entries_
};

} // namespace renkei::http
