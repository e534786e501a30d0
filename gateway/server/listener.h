// One address that is listened on: Poco's server takes the sockets in and gives each to a thread. TLS is spoken by that thread, so that
// a client that says nothing holds up nobody else.
#pragma once

#include "gateway/server/front.h"
#include "gateway/server/tls_door.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/ThreadPool.h>

namespace renkei::server {

struct ListenAt {
    Door door = Door::plain;
    Address address{};
    std::string socket{}; // a Unix socket (0600) instead of the address
    std::string base{};   // public URL; empty: of the address
};

class Listener {
public:
    // `tls`: of the doors that speak it. Everything outlives the listener.
    static diag::Result<std::unique_ptr<Listener>> open(const ListenAt& at, Front& front, const TlsDoor* tls, Poco::ThreadPool& threads);
    ~Listener(); // stops

    Door door() const { return at_.door; }
    std::uint16_t port() const { return port_; }
    void stop(); // takes nobody in any more

private:
    Listener(ListenAt at, Poco::Net::ServerSocket socket) : at_(std::move(at)), socket_(std::move(socket)) {}
    void start(Front& front, const TlsDoor* tls, Poco::ThreadPool& threads);

    ListenAt at_;
    Poco::Net::ServerSocket socket_;
    std::uint16_t port_ = 0;
    std::unique_ptr<Poco::Net::TCPServer> server_;
};

} // namespace renkei::server
