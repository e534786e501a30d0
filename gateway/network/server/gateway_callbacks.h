// The functions that the HTTP server calls, implemented by the gateway.
#pragma once

#include "gateway/network/http/reloadable_trust.h"
#include "gateway/network/http/server_callbacks.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

// The gateway and `trust` outlive the result. `gauges` are added to those of the store's queue.
http::ServerCallbacks make_server_callbacks(ServerContext& gateway, const http::ReloadableTrust& trust,
                                            std::string canonical,
                                            std::function<std::vector<http::Gauge>()> gauges = {});

} // namespace renkei::server
