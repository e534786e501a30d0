// GET /my/access: who asked for what about the person of the token.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

AuditedResponse read_own_accesses(ServerContext& gateway, const Request& request, PathParameters parts);
QueryParameters own_access_parameters(ServerContext& gateway);

} // namespace renkei::server
