// One address that is listened on: a thread accepts the sockets and gives each to a thread of its own, which
// speaks TLS. A TLS client gets that thread with its first byte, so that one that sends nothing costs a
// descriptor and no more.
#pragma once

#include "gateway/network/http/reloadable_tls_context.h"
#include "gateway/network/http/server_state.h"

#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>

#include <map>
#include <thread>

namespace renkei::http {

struct ListenerSettings {
    ListenerKind kind = ListenerKind::plain;
    Address address{};
    std::string socket{}; // a Unix socket instead of the address: 0600, or 0660 of `group`
    std::string group{};
    std::string base{}; // public URL; empty: of the address
};

class Listener {
public:
    // `tls`: null without TLS. Everything outlives the listener; `threads` has one for every slot and every
    // handshake.
    static diag::Result<std::unique_ptr<Listener>>
    open(ListenerSettings at, ServerState& state, const ReloadableTlsContext* tls, Poco::ThreadPool& threads);
    ~Listener(); // stops

    ListenerKind kind() const { return at_.kind; }
    std::uint16_t port() const { return port_; } // 0: a Unix socket
    void stop();                                 // accepts no more connections

private:
    using Pending = std::unique_ptr<PendingHandshakes::Entry>;

    Listener(ListenerSettings at, Poco::Net::ServerSocket socket, base::FileDescriptor events,
             base::FileDescriptor wake, ServerState& state, const ReloadableTlsContext* tls,
             Poco::ThreadPool& threads);
    void run();
    void accept_all();
    void send_busy_response(int socket) const;
    void admit(base::FileDescriptor socket, const std::string& address);
    void wait_for_first_byte(base::FileDescriptor socket, const std::string& address);
    void first_byte(int socket);
    int milliseconds_to_next_deadline() const; // of the silent ones; -1: there are none
    void close_expired();
    template <class Of>
    void serve(Of of); // in a thread of its own

    ListenerSettings at_;
    Poco::Net::ServerSocket socket_;
    base::FileDescriptor events_; // epoll: the listening socket, wake_ and the silent ones
    base::FileDescriptor wake_;   // eventfd, for stop()
    std::uint16_t port_ = 0;
    std::map<int, Pending> silent_{}; // accepted and nothing came yet, by socket
    ServerState& state_;
    const ReloadableTlsContext* tls_;
    Poco::ThreadPool& threads_;
    std::atomic<bool> stopping_ = false;
    std::jthread thread_;
};

} // namespace renkei::http
