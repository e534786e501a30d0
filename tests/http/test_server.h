// A server of its own for one test: real sockets and certificates, a small table of routes, and callbacks
// that record their arguments.
#pragma once

#include "gateway/network/http/reloadable_trust.h"
#include "gateway/network/http/server.h"

#include "tests/http/certificates.h"
#include "tests/http/client.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <sstream>

namespace renkei::http::test {

class SetClock final : public base::Clock {
public:
    base::Millis now() const override { return base::SystemClock().now() + ahead; }
    std::atomic<base::Millis> ahead = 0;
};

class TestServer {
public:
    using UserOf = std::function<diag::Result<policy::User>(const tokens::PresentedToken&)>;
    // `reads_users`: empty: of a gateway that reads no tokens.
    explicit TestServer(const std::function<void(Settings&)>& change = {}, UserOf reads_users = {});
    ~TestServer();

    Server& server() { return *server_; }
    std::uint16_t port(ListenerKind kind = ListenerKind::tls) const { return server_->port(kind); }
    Client hospital() { return {port(), "hospital"}; } // a peer that has shaken hands
    std::vector<audit::Event> events() const;
    void set_peers(policy::PeerList peers);
    std::string stop_and_read_log();
    void refuse_audit() { audit_works_ = false; }

    // The route "wait" answers only after let_go(); await_waiting() returns when so many requests wait there.
    void await_waiting(unsigned count);
    void let_go();
    // The route "until-gone" asks whether its caller has gone, until it has or the route may go on. These are
    // how often the route asked, and whether the caller had gone.
    std::atomic<unsigned> asked_for_caller = 0;
    std::atomic<bool> caller_was_gone = false;
    std::atomic<unsigned> failures = 0; // calls of Route::record_failure

    Settings settings;
    SetClock clock;
    std::unique_ptr<ReloadableTrust> trust;
    std::function<std::string()> not_ready = [] { return std::string(); };
    UserOf user_of{};

private:
    std::vector<Route> routes();
    Response handle(std::string_view route, const Request& request, PathParameters parts);
    Response wait();
    Response wait_until_gone(const Request& request);
    ServerCallbacks callbacks();

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<const policy::PeerList> peers_;
    std::vector<audit::Event> events_;
    std::atomic<bool> audit_works_ = true;
    unsigned waiting_ = 0;
    bool let_go_ = false;
    std::ostringstream lines_;
    std::unique_ptr<runtime::Log> log_;
    std::unique_ptr<Server> server_;
};

policy::Peer peer_of(const std::string& certificate); // id = name, bound to its key
Settings test_settings();                             // short times, free ports, TLS listener only

} // namespace renkei::http::test
