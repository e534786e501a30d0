// Around the handler of each audited route: records the one event of a request, before its response is sent.
#pragma once

#include "gateway/network/server/audited_response.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

// The response, once its event is recorded, by itself or with what the request changed; 503 if it cannot be.
Response recorded(ServerContext& gateway, const Request& request, const AuditedAs& route,
                  AuditedResponse answer);

// The person whom a version is about, as an event names it; empty: it names none.
diag::Result<std::string> audited_person(const store::Snapshot& snapshot, const std::string& document,
                                         std::uint32_t version);

} // namespace renkei::server
