// What all connections of a server share.
#pragma once

#include "gateway/network/http/connections.h"
#include "gateway/network/http/memory_budget.h"
#include "gateway/network/http/peer_limits.h"
#include "gateway/network/http/pending_handshakes.h"
#include "gateway/network/http/refusal_throttle.h"
#include "gateway/network/http/route.h"
#include "gateway/network/http/server_callbacks.h"
#include "gateway/network/http/settings.h"
#include "gateway/network/http/spool.h"
#include "gateway/network/net/caller_turns.h"
#include "gateway/network/runtime/log.h"

#include <array>

namespace renkei::http {

enum class ListenerKind : std::uint8_t {
    tls,        // TLS 1.3 and a client certificate
    tls12,      // the same from TLS 1.2 on
    plain,      // loopback, callers are anonymous
    proxied,    // loopback or Unix socket: a reverse proxy passes the certificate in a header
    management, // health and metrics
};
constexpr std::array<std::string_view, 5> listener_names{"tls", "tls12", "plain", "proxied", "management"};
constexpr std::string_view to_text(ListenerKind kind) {
    return listener_names[static_cast<std::size_t>(kind)];
}

constexpr unsigned max_management_connections = 16; // on the management listener

struct ServerState {
    ServerCallbacks callbacks;
    std::vector<Route> routes;
    std::vector<Route> management{};
    Limits limits;
    std::string proxied_header;
    runtime::Log& log;
    Metrics metrics{};
    PeerLimits peers;
    RefusalThrottle refusals{};
    RefusalThrottle handshakes{}; // that failed: as refusals are bounded in the audit, these are in the log
    MemoryBudget memory;
    Spool spool;
    net::CallerTurns turns{}; // by peer, or address of an unknown caller
    PendingHandshakes pending;
    Connections connections; // of all listeners but management
    Connections management_connections;
    std::atomic<bool> stopping = false;

    Connections& connections_of(ListenerKind kind) {
        return kind == ListenerKind::management ? management_connections : connections;
    }
};

} // namespace renkei::http
