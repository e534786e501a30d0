// Connections whose TLS handshake is not finished: a pool of their own, so that sockets of unknown callers
// take no connection from known ones. When it is full, the newest replaces the oldest.
#pragma once

#include "gateway/core/base/file_descriptor.h"
#include "gateway/network/http/address.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>

namespace renkei::http {

class PendingHandshakes {
public:
    PendingHandshakes(unsigned total, unsigned per_address)
        : max_total_(total),
          max_per_address_(per_address) {}

    // How far a client has come; each stage costs it more than the one before.
    enum class Stage : std::uint8_t { silent, begun, hello_answered };

    // A socket in the pool. Leaves the pool and closes the socket when it goes.
    class Entry {
    public:
        Entry(PendingHandshakes& pool, base::FileDescriptor socket, std::string address)
            : pool_(&pool),
              socket_(std::move(socket)),
              address_(std::move(address)),
              network_(caller_network(address_)) {}
        Entry(const Entry&) = delete;
        Entry& operator=(const Entry&) = delete;
        ~Entry();
        int socket() const { return socket_.number(); }
        const std::string& address() const { return address_; }
        std::chrono::steady_clock::time_point since() const { return since_; } // accepted
        void reached(Stage stage);
        bool is_replaced() const { return replaced_; } // by a newer one: its socket was shut down
        base::FileDescriptor finish();                 // the handshake is done: the socket leaves the pool

    private:
        friend class PendingHandshakes;
        PendingHandshakes* pool_;
        base::FileDescriptor socket_;
        std::string address_;
        std::string network_; // whose share it is of
        std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
        Stage stage_ = Stage::silent; // under the pool's lock
        std::atomic<bool> replaced_ = false;
    };

    // If the pool or the share of the address is full, another handshake is shut down: an earlier stage goes
    // before a later one, the same address before others, the oldest first. Null if the server stops.
    std::unique_ptr<Entry> admit(base::FileDescriptor socket, const std::string& address);

    void close_all(); // and admits no more
    std::size_t count() const;

private:
    enum class Whose : bool { of_any_address, of_this_address };
    bool replace_one(const std::string& network, Whose whose, Stage stage);
    void leave(Entry& entry);

    const unsigned max_total_;
    const unsigned max_per_address_;
    mutable std::mutex mutex_;
    bool closing_ = false;
    std::list<Entry*> entries_; // oldest first; without those that were replaced
};

} // namespace renkei::http
