// One address that is listened on: a thread accepts the sockets and gives each to a thread of its own, which speaks TLS. A TLS client gets
// that thread with its first byte, so that one that sends nothing costs a descriptor and no more.
#pragma once

#include "gateway/http/front.h"
#include "gateway/http/tls_door.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>

#include <map>
#include <thread>

namespace renkei::http {

struct ListenAt {
    Door door = Door::plain;
    Address address{};
    std::string socket{}; // a Unix socket instead of the address: 0600, or 0660 of `group`
    std::string group{};
    std::string base{};   // public URL; empty: of the address
};

class Listener {
public:
    // `tls`: of the doors that speak it. Everything outlives the listener; `threads` has one for every seat and every handshake.
    static diag::Result<std::unique_ptr<Listener>> open(ListenAt at, Front& front, const TlsDoor* tls, Poco::ThreadPool& threads);
    ~Listener(); // stops

    Door door() const { return at_.door; }
    std::uint16_t port() const { return port_; } // 0: a Unix socket
    void stop();                                 // takes nobody in any more

private:
    using Pending = std::unique_ptr<PendingHandshakes::Place>;

    Listener(ListenAt at, Poco::Net::ServerSocket socket, base::Descriptor events, base::Descriptor wake, Front& front, const TlsDoor* tls, Poco::ThreadPool& threads);
    void take_in();
    void accept_all();
    void say_busy(int socket) const;
    void seat(base::Descriptor socket, const std::string& address);
    void wait_for_first_byte(base::Descriptor socket, const std::string& address);
    void first_byte(int socket);
    int milliseconds_to_next_deadline() const; // of the silent ones; -1: there are none
    void end_late();
    template <class Of>
    void serve(Of of); // in a thread of its own

    ListenAt at_;
    Poco::Net::ServerSocket socket_;
    base::Descriptor events_; // epoll: the listening socket, wake_ and the silent ones
    base::Descriptor wake_;   // eventfd, for stop()
    std::uint16_t port_ = 0;
    std::map<int, Pending> silent_{}; // accepted and nothing came yet, by socket
    Front& front_;
    const TlsDoor* tls_;
    Poco::ThreadPool& threads_;
    std::atomic<bool> stopping_ = false;
    std::jthread thread_;
};

} // namespace renkei::http
