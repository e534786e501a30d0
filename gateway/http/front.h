// What all connections of a server share.
#pragma once

#include "gateway/http/connections.h"
#include "gateway/http/house.h"
#include "gateway/http/memory_budget.h"
#include "gateway/http/log.h"
#include "gateway/http/peer_limits.h"
#include "gateway/http/pending_handshakes.h"
#include "gateway/http/refusals.h"
#include "gateway/http/route.h"
#include "gateway/http/settings.h"
#include "gateway/http/spool.h"

#include <array>

namespace renkei::http {

enum class Door : std::uint8_t {
    tls,        // TLS 1.3 and a client certificate
    tls12,      // the same from TLS 1.2 on
    plain,      // loopback, nobody is known
    proxied,    // loopback or Unix socket: a front tells the certificate in a header
    management, // health and metrics
};
constexpr std::array<std::string_view, 5> door_names{"tls", "tls12", "plain", "proxied", "management"};
constexpr std::string_view to_text(Door door) { return door_names[static_cast<std::size_t>(door)]; }

constexpr unsigned most_managers = 16; // connections of the management door

struct Front {
    House house;
    std::vector<Route> routes;
    std::vector<Route> management{};
    Limits limits;
    std::string proxied_header;
    Log& log;
    Metrics metrics{};
    PeerLimits peers;
    Refusals refusals{};
    Refusals handshakes{}; // that failed: as refusals are bounded in the audit, these are in the log
    MemoryBudget memory;
    Spool spool;
    PendingHandshakes pending;
    Connections connections; // all doors but management
    Connections managers;
    std::atomic<bool> stopping = false;

    Connections& seats(Door door) { return door == Door::management ? managers : connections; }
};

} // namespace renkei::http
