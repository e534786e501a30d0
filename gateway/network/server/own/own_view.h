// GET /my: what is kept about the person of the token, as a page or as a FHIR document.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

AuditedResponse read_own_view(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters own_view_parameters(ServerContext& gateway);

} // namespace renkei::server
