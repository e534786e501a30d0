// What the transport asks of the rest of the program. Functions, so that a test can stand in for all of it; many threads call them.
#pragma once

#include "gateway/audit/event.h"
#include "gateway/server/gateway.h"
#include "gateway/server/metrics.h"
#include "gateway/server/route.h"
#include "gateway/tls/trust.h"

#include <functional>

namespace renkei::server {

struct House {
    std::function<Answer(const Route&, const Request&, std::span<const std::string> parts)> handle{};
    std::function<std::shared_ptr<const PeerList>()> peers{};
    std::function<std::shared_ptr<const tls::Trust>()> trust{};
    std::function<diag::Result<void>(const audit::Event&)> record{}; // durable when it returns
    std::function<std::string()> not_ready{};                        // why; empty: ready
    std::function<std::vector<Gauge>()> gauges{};                    // asked when metrics are
    const base::Clock* clock = nullptr;
    std::string canonical{}; // base of our code systems, without a slash at its end
};

// The gateway's own; it and `trust` outlive the house. `gauges` are added to those of the store's queue.
class TrustFiles;
House house_of(Gateway& gateway, const TrustFiles& trust, std::string canonical, std::function<std::vector<Gauge>()> gauges = {});

} // namespace renkei::server
