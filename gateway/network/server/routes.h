// Each group of handlers has its own table of routes; routes() is all of them, in this order.
#pragma once

#include "gateway/network/server/route.h"

#include <vector>

namespace renkei::server {

std::span<const Route> routes();
// What this gateway does not offer is described nowhere, and its paths answer as if they were unknown.
bool is_offered(const Route& route, const ServerContext& gateway);
std::span<const Route> document_routes();   // POST /documents, reading, versions, search
std::span<const Route> fhir_routes();       // /metadata, operations, the read-only view, IHE MHD
std::span<const Route> record_routes();     // consents and registrations
std::span<const Route> mailbox_routes();    // pulled deliveries
std::span<const Route> withdrawal_routes(); // POST /withdrawals

// As the transport takes them: their handlers work with this gateway, which outlives them.
std::vector<http::Route> bound(std::span<const Route> routes, ServerContext& gateway);

} // namespace renkei::server
