// The functions of the rest of the program that the server calls, from many threads; a test gives its own.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/audit/event.h"
#include "gateway/network/http/metrics.h"
#include "gateway/network/http/request.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/tls/trust.h"
#include "gateway/network/tokens/access_token.h"

#include <functional>
#include <memory>

namespace renkei::http {

struct ServerCallbacks {
    std::function<std::shared_ptr<const policy::PeerList>()> peers{};
    std::function<std::shared_ptr<const tls::Trust>()> trust{};
    std::function<diag::Result<void>(const audit::Event&)> record{}; // kept when it returns
    // The user whom an access token names; an error refuses the request.
    std::function<diag::Result<policy::User>(const tokens::PresentedToken&)> user_of{};
    std::function<std::string()> not_ready{};     // why; empty: ready
    std::function<std::vector<Gauge>()> gauges{}; // asked when metrics are
    RefusalPage refusal_page = nullptr;           // for browsers; null: refusals are OperationOutcomes
    const base::Clock* clock = nullptr;
    std::string canonical{}; // base of our code systems, without a slash at its end
    std::string name{};      // of the gateway, on its pages
};

} // namespace renkei::http
