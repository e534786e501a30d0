// The functions that the HTTP server calls, implemented by the gateway.
#pragma once

#include "gateway/network/http/reloadable_trust.h"
#include "gateway/network/http/server_callbacks.h"
#include "gateway/network/server/server_context.h"
#include "gateway/network/tokens/access_token.h"

#include <functional>

namespace renkei::server {

// The gateway and `trust` outlive the result. `gauges` are added to those of the store's queue.
http::ServerCallbacks make_server_callbacks(ServerContext& gateway, const http::ReloadableTrust& trust,
                                            std::string canonical,
                                            std::function<std::vector<http::Gauge>()> gauges = {});

// Reads the user whom an access token names: the token is verified, and its role becomes a job of the
// mappings.
using UserReader = std::function<diag::Result<policy::User>(const tokens::PresentedToken&)>;

// The gateway outlives the result. It is asked for the jobs at each token, because they may be read again.
UserReader make_user_reader(tokens::Settings settings, const ServerContext& gateway);

} // namespace renkei::server
