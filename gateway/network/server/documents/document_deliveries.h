// GET /documents/{id}/deliveries: the sender's proof of receipt: which receiver has which version, and since
// when.
#pragma once

#include "gateway/network/server/route.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

AuditedResponse list_deliveries(ServerContext& gateway, const Request& request, PathParameters parts);

} // namespace renkei::server
