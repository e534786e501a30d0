// Each group of handlers has its own table of routes; routes() is all of them, in this order.
#pragma once

#include "gateway/network/server/route.h"

#include <vector>

namespace renkei::server {

std::span<const Route> routes();
// Those of this gateway: without the care hub, none of record_routes(). Whether it is on does not change
// while the gateway runs.
std::span<const Route> routes_of(const ServerContext& gateway);
std::span<const Route> document_routes();   // POST /documents, reading, versions, search
std::span<const Route> fhir_routes();       // /metadata, operations, the read-only view, IHE MHD
std::span<const Route> record_routes();     // consents and registrations
std::span<const Route> mailbox_routes();    // pulled deliveries
std::span<const Route> withdrawal_routes(); // POST /withdrawals
std::span<const Route> entry_routes();      // /forms: forms that are filled in on a page
std::span<const Route> own_routes();        // /my: what persons see of themselves

// As the transport takes them: their handlers work with this gateway, which outlives them.
std::vector<http::Route> bound(std::span<const Route> routes, ServerContext& gateway);

} // namespace renkei::server
