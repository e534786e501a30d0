// What the transport asks of the rest of the program, answered by the gateway.
#pragma once

#include "gateway/http/house.h"
#include "gateway/http/trust_files.h"
#include "gateway/server/gateway.h"

namespace renkei::server {

// The gateway and `trust` outlive the house. `gauges` are added to those of the store's queue.
http::House house_of(Gateway& gateway, const http::TrustFiles& trust, std::string canonical, std::function<std::vector<http::Gauge>()> gauges = {});

} // namespace renkei::server
