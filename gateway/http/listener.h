// One address that is listened on: a thread takes the sockets in and gives each to a thread of its own. TLS is spoken there, so that a
// client that says nothing holds up nobody else.
#pragma once

#include "gateway/http/front.h"
#include "gateway/http/tls_door.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>

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
    // `tls`: of the doors that speak it. Everything outlives the listener; `threads` has one for every seat.
    static diag::Result<std::unique_ptr<Listener>> open(ListenAt at, Front& front, const TlsDoor* tls, Poco::ThreadPool& threads);
    ~Listener(); // stops

    Door door() const { return at_.door; }
    std::uint16_t port() const { return port_; } // 0: a Unix socket
    void stop();                                 // takes nobody in any more

private:
    Listener(ListenAt at, Poco::Net::ServerSocket socket, Front& front, const TlsDoor* tls, Poco::ThreadPool& threads);
    void take_in();
    void say_busy(int socket) const;
    void seat(base::Descriptor socket, const std::string& address);

    ListenAt at_;
    Poco::Net::ServerSocket socket_;
    std::uint16_t port_ = 0;
    Front& front_;
    const TlsDoor* tls_;
    Poco::ThreadPool& threads_;
    std::atomic<bool> stopping_ = false;
    std::jthread thread_;
};

} // namespace renkei::http
