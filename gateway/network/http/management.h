// The routes of the management listener: health, readiness, metrics.
#pragma once

#include "gateway/network/http/server_state.h"

namespace renkei::http {

std::vector<Route> management_routes(ServerState& state); // `state` outlives them

} // namespace renkei::http
